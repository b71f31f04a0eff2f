package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * The control of a graph of one size, on latents with a margin. The same graph without a fixed size
 * runs on all of them, and its crop is the very window in the middle: what is called cropped must
 * then be the same, and the control as well where a token depends on its neighbours only.
 */
class ShiftedWindowsTest {

  private static final int LATENTS = TestInputs.SIZE + 16;

  @TempDir Path folder;
  private Map<String, String> inputs;

  @BeforeEach
  void writeInputs() throws IOException {
    Path prompt = TestInputs.prompt(folder.resolve("prompt.npy"), TestUnet.CONTEXT_WIDTH, 1);
    Path latents = TestInputs.smoothLatents(folder.resolve("latents.npy"), 6, 2, LATENTS);
    Path bounds =
        Files.writeString(
            folder.resolve("bounds.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            **,similarity.difference.corner,**,*,,0.1,
            **,**,**,*,,1000,wide: this is about similarity
            """);
    inputs =
        Map.of(
            AuditParameters.LATENTS, latents.toString(),
            AuditParameters.PROMPT, prompt.toString(),
            AuditParameters.BOUNDS, bounds.toString(),
            AuditParameters.BATCH, "2");
  }

  private AuditedRun audit(Path fixed, Path dynamic) {
    Map<String, String> parameters = new HashMap<>(inputs);
    parameters.put(AuditParameters.CHECKPOINT, "fixed=" + fixed + ",dynamic=" + dynamic);
    AuditedRun run = AuditedRun.of(parameters);
    assertThat(run.otherFailures()).isEmpty();
    return run;
  }

  /** Compares what needs a control between both checkpoints, with and without mean. */
  private static void assertSameControl(AuditedRun run) {
    for (String layer : TestUnet.LAYERS) {
      for (String twin : List.of("similarity.", "similarity.centred.")) {
        for (String figure : List.of("cropped", "control", "difference")) {
          for (String group : List.of("corner", "border", "interior")) {
            String metric = twin + figure + "." + group;
            assertThat(run.value("fixed", layer, metric))
                .as(layer + " " + metric)
                .isCloseTo(run.value("dynamic", layer, metric), within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void contentAloneMakesNoDifference() {
    AuditedRun run =
        audit(
            TestUnet.ofFixedSize(folder.resolve("fixed.onnx"), TestInputs.SIZE),
            TestUnet.clean(folder.resolve("dynamic.onnx")));

    assertThat(run.leaves(Status.SUCCESSFUL)).hasSameSizeAs(run.leaves());
    assertSameControl(run);
    List<MetricRecord> differences =
        run.metrics().values().stream()
            .filter(metric -> metric.metric().contains(".difference."))
            .toList();
    assertThat(differences)
        .hasSize(2 * TestUnet.LAYERS.size() * 6)
        .allSatisfy(
            metric -> {
              assertThat(metric.n()).isEqualTo(6);
              assertThat(metric.value().orElseThrow()).isCloseTo(0, within(1e-5));
            });
    assertThat(run.environment("images for fixed"))
        .endsWith("U-Net inputs 4×32×32, in the middle of 48×48 for shifted windows");
  }

  @Test
  void theFullRunIsOnTheCrop() {
    AuditedRun run =
        audit(
            TestUnet.padding(folder.resolve("fixed.onnx"), TestInputs.SIZE),
            TestUnet.padding(folder.resolve("dynamic.onnx"), OnnxGraph.DYNAMIC));

    for (String layer : TestUnet.LAYERS) {
      for (String group : List.of("corner", "border", "interior")) {
        assertThat(run.value("fixed", layer, "similarity.full." + group))
            .isEqualTo(run.value("fixed", layer, "similarity.cropped." + group));
      }
    }
  }

  /** Padding with zeros reaches one latent far, so four windows tell the same as one larger run. */
  @Test
  void paddingMakesTheDifferenceThatACropShows() {
    AuditedRun run =
        audit(
            TestUnet.padding(folder.resolve("fixed.onnx"), TestInputs.SIZE),
            TestUnet.padding(folder.resolve("dynamic.onnx"), OnnxGraph.DYNAMIC));

    assertSameControl(run);
    assertThat(Math.abs(run.value("fixed", "conv_in", "similarity.difference.corner")))
        .isGreaterThan(1e-3);
  }

  @Test
  void alikeCornersAreFoundAtThePlantedLayer() {
    String layer = "mid_block.resnets.0";
    AuditedRun run =
        audit(
            TestUnet.planted(
                folder.resolve("fixed.onnx"), layer, Plant.ALIKE_CORNERS, TestInputs.SIZE),
            TestUnet.planted(folder.resolve("dynamic.onnx"), layer, Plant.ALIKE_CORNERS));

    assertThat(run.leaves(Status.FAILED))
        .hasSize(2)
        .allSatisfy(
            leaf -> {
              assertThat(leaf.audit()).isEqualTo("CornerSimilarityAudits");
              assertThat(leaf.layer()).isEqualTo(layer);
            });
    assertSameControl(run);
  }
}
