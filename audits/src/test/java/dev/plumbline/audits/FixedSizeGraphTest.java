package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What stands, and what cannot be said, of a graph that runs at one size only. */
class FixedSizeGraphTest {

  private static final String REMEDY =
      "the graph takes latents of 32×32 only, so there is no control on a crop; re-export it with"
          + " dynamic height and width";

  @TempDir Path folder;

  @Test
  void onlyWhatNeedsTheControlCannotBeSaid() throws IOException {
    AuditedRun fixed = audit(TestUnet.ofFixedSize(folder.resolve("unet.onnx"), TestInputs.SIZE));
    AuditedRun dynamic = audit(TestUnet.clean(folder.resolve("unet.onnx")));

    assertThat(fixed.leaves()).hasSize(TestUnet.LAYERS.size() * AuditedRun.AUDITS.size());
    assertThat(fixed.leaves())
        .allSatisfy(
            leaf -> {
              if (leaf.audit().equals("CornerSimilarityAudits")) {
                assertThat(leaf.status()).isEqualTo(Status.ABORTED);
                assertThat(leaf.message())
                    .contains("similarity.difference.corner is not applicable: " + REMEDY);
              } else {
                assertThat(leaf.status()).isEqualTo(Status.SUCCESSFUL);
              }
            });
    assertThat(fixed.otherFailures())
        .singleElement()
        .asString()
        .contains("CornerSimilarityAudits.cornersAreNotSpecial decided 0 of");

    assertThat(fixed.metrics().keySet()).isEqualTo(dynamic.metrics().keySet());
    fixed.metrics().forEach((key, metric) -> compare(metric, dynamic.metrics().get(key)));
  }

  private static void compare(MetricRecord fixed, MetricRecord dynamic) {
    List<String> controlBased = List.of("cropped", "control", "difference", "relative");
    if (controlBased.stream().anyMatch(part -> fixed.metric().contains("." + part + "."))) {
      assertThat(fixed.value()).as(fixed.metric()).isEmpty();
      assertThat(fixed.verdict()).isEqualTo(MetricVerdict.NOT_APPLICABLE);
    } else {
      assertThat(fixed.value().isPresent()).isEqualTo(dynamic.value().isPresent());
      assertThat(fixed.value().orElse(0))
          .as(fixed.metric())
          .isCloseTo(dynamic.value().orElse(0), within(1e-5));
      assertThat(fixed.verdict()).isEqualTo(dynamic.verdict());
    }
  }

  private AuditedRun audit(Path unet) throws IOException {
    Path prompt = TestInputs.prompt(folder.resolve("prompt.npy"), TestUnet.CONTEXT_WIDTH, 1);
    Path latents = TestInputs.smoothLatents(folder.resolve("latents.npy"), 10, 2);
    Path bounds =
        Files.writeString(
            folder.resolve("bounds.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            **,**,**,*,,1000,wide: this is about which figures there are
            """);
    return AuditedRun.of(
        Map.of(
            AuditParameters.CHECKPOINT, unet.toString(),
            AuditParameters.LATENTS, latents.toString(),
            AuditParameters.PROMPT, prompt.toString(),
            AuditParameters.BOUNDS, bounds.toString()));
  }
}
