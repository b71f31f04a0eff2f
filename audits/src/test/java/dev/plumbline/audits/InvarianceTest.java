package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** How a run is carried out must not show in what it says. */
@Tag("heavy")
class InvarianceTest {

  private static final String CHECKPOINT = "reference-unet";
  private static final double TOLERANCE = 1e-5;

  /** Some leaves fail and some pass, so that there are verdicts to be kept. */
  private static final String BOUNDS =
      """
      audit,metric,layer,timestep,at_least,at_most,note
      **,probe.lda.accuracy_8,**,*,,0.3,
      **,similarity.difference.corner,**,*,,0.1,
      **,norm.recurrence,**,*,,0.5,
      """;

  /** Layers of each kind and size; a session for all of them takes seconds to open. */
  private static final String LAYERS =
      "conv_in,down_blocks.0.resnets.0,down_blocks.1.attentions.0,down_blocks.2.downsamplers.0,"
          + "mid_block.resnets.0,mid_block.attentions.0,up_blocks.0.upsamplers.0,"
          + "up_blocks.2.attentions.1,up_blocks.3.resnets.2,conv_out";

  @TempDir static Path folder;
  private static AuditedRun reference;

  @BeforeAll
  static void auditOneByOne() throws IOException {
    Files.writeString(folder.resolve("bounds.csv"), BOUNDS);
    reference = audit(photographs(), 1, 1);
    assertThat(reference.leaves(Status.FAILED)).isNotEmpty();
    assertThat(reference.leaves(Status.SUCCESSFUL)).isNotEmpty();
    assertThat(reference.otherFailures()).isEmpty();
  }

  private static Map<String, String> photographs() throws IOException {
    return Map.of(AuditParameters.IMAGES, new BundledReference().images().toString());
  }

  private static AuditedRun audit(Map<String, String> images, int batch, int threads)
      throws IOException {
    Map<String, String> parameters = new HashMap<>(images);
    Path checkpoint = new BundledReference().checkpoint();
    parameters.put(AuditParameters.CHECKPOINT, CHECKPOINT + "=" + checkpoint);
    parameters.put(AuditParameters.BOUNDS, folder.resolve("bounds.csv").toString());
    parameters.put(AuditParameters.LAYERS, LAYERS);
    parameters.put(AuditParameters.SAMPLES, "10");
    parameters.put(AuditParameters.BATCH, Integer.toString(batch));
    parameters.put(AuditParameters.THREADS, Integer.toString(threads));
    return AuditedRun.of(parameters);
  }

  private static void assertSame(AuditedRun run, AuditedRun expected) {
    assertThat(run.verdicts(CHECKPOINT)).isEqualTo(expected.verdicts(CHECKPOINT));
    assertThat(run.differences(CHECKPOINT, expected, CHECKPOINT, TOLERANCE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,2", "3,1", "4,2"})
  void batchesAndThreadsDoNotShow(int batch, int threads) throws IOException {
    assertSame(audit(photographs(), batch, threads), reference);
  }

  @Test
  void theOrderOfFilesDoesNotShow() throws IOException {
    Path copy = folder.resolve("copy");
    Path original = new BundledReference().images();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(original)) {
      files = walk.filter(Files::isRegularFile).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Path target = copy.resolve(original.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    assertSame(audit(Map.of(AuditParameters.IMAGES, copy.toString()), 3, 2), reference);
  }

  @Test
  void batchesAndThreadsDoNotShowOnLatents() throws IOException {
    Path latents = TestInputs.smoothLatents(folder.resolve("latents.npy"), 10, 1);
    Map<String, String> inputs = Map.of(AuditParameters.LATENTS, latents.toString());
    assertSame(audit(inputs, 4, 2), audit(inputs, 1, 1));
  }
}
