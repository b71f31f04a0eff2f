package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The default bounds were set on the bundled checkpoint, and hold for it alone. */
class DefaultBoundsTest {

  private static final List<String> FOR_ANY = List.of("finite.", "health.", "fidelity.");
  private static final String LAYER = "up_blocks.1.resnets.0";

  @TempDir Path folder;

  private static Path bundledUnet() throws IOException {
    return new BundledReference().checkpoint().resolve("unet/model.onnx");
  }

  /** Returns the rows, each as its cells; no cell before the note holds a comma. */
  private static List<String[]> rows() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                DefaultBoundsTest.class.getResourceAsStream("default-bounds.csv"),
                StandardCharsets.UTF_8))) {
      assertThat(reader.readLine())
          .isEqualTo("audit,metric,layer,timestep,checkpoint,at_least,at_most,note");
      return reader.lines().map(line -> line.split(",", 8)).toList();
    }
  }

  @Test
  void theyNameTheBundledCheckpointByItsHash() throws IOException, NoSuchAlgorithmException {
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(bundledUnet())));
    List<String> named =
        rows().stream()
            .map(cells -> cells[4])
            .filter(cell -> !cell.equals("*"))
            .distinct()
            .toList();

    assertThat(named)
        .as(
            "default-bounds.csv has to be set again when the bundled checkpoint changes, see"
                + " tools/default-bounds/README.md: default_bounds.py writes the hash of"
                + " reference-unet/unet/model.onnx, sha256:%s, into its rows",
            hash)
        .singleElement()
        .asString()
        .matches("sha256:[0-9a-f]{12,}")
        .satisfies(cell -> assertThat("sha256:" + hash).startsWith(cell));
  }

  @Test
  void whatHoldsForAnyCheckpointAndWhatDoesNotIsTold() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            cells -> {
              boolean isForAny =
                  FOR_ANY.stream().anyMatch(cells[1]::startsWith) || cells[6].equals("unbounded");
              assertThat(cells[4].equals("*")).as(String.join(",", cells)).isEqualTo(isForAny);
            });
  }

  private static Path copy(Path to) throws IOException {
    Path from = new BundledReference().checkpoint();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    return to;
  }

  /** Changes the lowest bit of one weight; the file is otherwise the same. */
  private static void changeOneByte(Path unet) throws IOException {
    byte[] bytes = Files.readAllBytes(unet);
    byte[] weights =
        ModelProto.parseFrom(bytes).getGraph().getInitializerList().stream()
            .filter(tensor -> tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE)
            .map(tensor -> tensor.getRawData().toByteArray())
            .filter(raw -> raw.length > 10_000)
            .findFirst()
            .orElseThrow();
    int at = 0;
    while (!Arrays.equals(bytes, at, at + weights.length, weights, 0, weights.length)) {
      at++;
    }
    bytes[at] ^= 1;
    Files.write(unet, bytes);
  }

  @Test
  void aCopyElsewhereIsHeldAgainstThemAndOneWithAByteChangedIsNot() throws IOException {
    Path same = copy(folder.resolve("same"));
    Path changed = copy(folder.resolve("changed"));
    changeOneByte(changed.resolve("unet/model.onnx"));

    AuditedRun run =
        AuditedRun.of(
            Map.of(
                AuditParameters.CHECKPOINT,
                "reference-unet=" + changed + ",another=" + same,
                AuditParameters.LAYERS,
                LAYER,
                AuditParameters.SAMPLES,
                "8",
                AuditParameters.DECIDED_SHARE,
                "1"));

    assertThat(run.otherFailures()).isEmpty();
    for (AuditedRun.Leaf leaf : run.leaves()) {
      boolean isForAny =
          List.of("FiniteActivationAudits", "LayerHealthAudits").contains(leaf.audit());
      if (leaf.checkpoint().equals("another") || isForAny) {
        assertThat(leaf.status()).as(leaf.toString()).isEqualTo(Status.SUCCESSFUL);
      } else {
        assertThat(leaf.status()).as(leaf.toString()).isEqualTo(Status.ABORTED);
        assertThat(leaf.message()).contains("nothing to compare with: ", "only recorded");
      }
    }
    assertThat(run.leaves()).hasSize(2 * 5);
    assertThat(bounded(run, "another"))
        .contains("probe.lda.accuracy_8", "norm.recurrence", "similarity.difference.corner");
    assertThat(bounded(run, "reference-unet"))
        .isNotEmpty()
        .allMatch(metric -> FOR_ANY.stream().anyMatch(metric::startsWith));
  }

  private static List<String> bounded(AuditedRun run, String checkpoint) {
    return run.metrics().values().stream()
        .filter(metric -> metric.checkpoint().equals(checkpoint))
        .filter(metric -> metric.verdict() == MetricVerdict.PASSED)
        .filter(metric -> metric.atLeast().isPresent() || metric.atMost().isPresent())
        .map(MetricRecord::metric)
        .toList();
  }
}
