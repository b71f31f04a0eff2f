package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cross-fitting gives that a single split does not: a test on every scene. */
class FoldsTest {

  private static final String ACCURACY = "probe.lda.accuracy_8";

  @TempDir Path folder;

  private static MetricRecord bundled(int folds) {
    return AuditedRun.of(
            Map.of(
                AuditParameters.LAYERS, "mid_block.resnets[0]",
                AuditParameters.SAMPLES, "20",
                AuditParameters.FOLDS, Integer.toString(folds)))
        .metric("mid_block.resnets.0", ACCURACY);
  }

  @Test
  void allScenesOfTheBundledPhotographsTestTheProbe() {
    MetricRecord split = bundled(1);
    MetricRecord folded = bundled(5);

    assertThat(split.scenes().orElseThrow()).isLessThan(6);
    assertThat(folded.scenes()).hasValue(15);
    assertThat(folded.n()).isEqualTo(20 * 4 * 4);
    assertThat(width(folded)).isLessThan(width(split));
  }

  private static double width(MetricRecord metric) {
    return metric.ciHigh().orElseThrow() - metric.ciLow().orElseThrow();
  }

  /** The patch gives its tokens away, which are 4 of 256: no more than the margin allows. */
  @Test
  void relativeBoundsAreDecidedOverAllScenes() throws IOException {
    String layer = "mid_block.resnets.0";
    Map<String, String> parameters = new HashMap<>();
    parameters.put(
        AuditParameters.BOUNDS,
        Files.writeString(
                folder.resolve("bounds.csv"),
                """
                audit,metric,layer,timestep,at_least,at_most,note
                **,probe.lda.accuracy_8,**,*,,base + 0.025,
                """)
            .toString());
    parameters.put(
        AuditParameters.CHECKPOINT,
        "base="
            + TestUnet.clean(folder.resolve("clean.onnx"))
            + ",tuned="
            + TestUnet.planted(folder.resolve("tuned.onnx"), layer, Plant.HIGH_NORM_PATCH));
    parameters.put(AuditParameters.LAYERS, layer);
    parameters.put(
        AuditParameters.LATENTS,
        TestInputs.smoothLatents(folder.resolve("latents.npy"), 12, 1).toString());
    parameters.put(
        AuditParameters.PROMPT,
        TestInputs.prompt(folder.resolve("prompt.npy"), TestUnet.CONTEXT_WIDTH, 2).toString());

    MetricRecord byDefault = tuned(AuditedRun.of(parameters));
    assertThat(byDefault.scenes()).hasValue(12);
    assertThat(byDefault.verdict()).isEqualTo(MetricVerdict.PASSED);

    parameters.put(AuditParameters.FOLDS, "1");
    MetricRecord split = tuned(AuditedRun.of(parameters));
    assertThat(split.scenes()).hasValue(3);
    assertThat(split.verdict()).isEqualTo(MetricVerdict.INCONCLUSIVE);
  }

  private static MetricRecord tuned(AuditedRun run) {
    return run.metrics().entrySet().stream()
        .filter(entry -> entry.getKey().checkpoint().equals("tuned"))
        .filter(entry -> entry.getKey().metric().equals(ACCURACY))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }
}
