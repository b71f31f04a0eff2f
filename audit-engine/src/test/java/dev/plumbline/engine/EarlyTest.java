package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.fixtures.EarlyAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** {@code audit.early}, as a user sees it. */
@Tag("heavy")
class EarlyTest {

  private static final int IMAGES = 40;
  private static final String WHERE = "/tiny/mid_block.resnets.0/500";

  @TempDir Path folder;

  private Audits audits(String... rows) throws IOException {
    Path bounds = folder.resolve("bounds.csv");
    Files.writeString(
        bounds, "audit,metric,layer,timestep,at_least,at_most\n" + String.join("\n", rows) + "\n");
    return Audits.in(folder)
        .of(EarlyAudits.class)
        .with("audit.early", true)
        .with("audit.explorer", "off")
        .with("audit.bounds", bounds)
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, IMAGES, 4, 16, 16));
  }

  private static int decided(Outcomes outcomes, String audit, String metric) {
    return outcomes.record(audit + WHERE, metric).imagesDecided().orElseThrow();
  }

  @Test
  void aTimestepEndsWhenAllItsVerdictsAreDecided() throws IOException {
    Outcomes outcomes =
        audits("**,similarity.full.corner,**,*,-0.9,")
            .only(DiscoverySelectors.selectMethod(EarlyAudits.class, "similarity", similarity()))
            .run();

    MetricRecord record = outcomes.record("similarity" + WHERE, "similarity.full.corner");
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(record.verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(record.n()).isEqualTo(record.imagesDecided().orElseThrow()).isLessThan(IMAGES / 3);
    assertThat(record.ciLow().orElseThrow()).isGreaterThan(-0.9);
    assertThat(outcomes.console())
        .contains("measuring tiny at t=500: " + record.n() + " images in ")
        .contains("early decision: 2 of 2 verdicts before all images were seen; a verdict took ");
  }

  @Test
  void aLeafThatFailsSaysWhenThatWasDecided() throws IOException {
    Outcomes outcomes = audits("**,similarity.full.corner,**,*,,-0.9").run();

    int images = decided(outcomes, "similarity", "similarity.full.corner");
    assertThat(images).isLessThan(IMAGES);
    assertThat(outcomes.thrown("similarity" + WHERE))
        .hasMessageContaining("; decided after " + images + " of 40 images at an error rate of 1 %")
        .hasMessageContaining(" over " + images + " scenes, expected at most -0.9");
  }

  @Test
  void whatIsDecidedIsMeasuredNoFurtherThoughOthersAre() throws IOException {
    Outcomes outcomes =
        audits(
                "**,similarity.full.corner,**,*,-0.9,",
                "**,probe.lda.row_accuracy,**,*,,0.999",
                "**,norm.max_relative_norm,**,*,,1000")
            .run();

    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    MetricRecord similarity = outcomes.record("similarity" + WHERE, "similarity.full.corner");
    assertThat(similarity.n()).isEqualTo(similarity.imagesDecided().orElseThrow()).isLessThan(20);
    assertThat(decided(outcomes, "largest", "norm.max_relative_norm")).isEqualTo(IMAGES);
    assertThat(outcomes.record("largest" + WHERE, "norm.max_relative_norm").n()).isEqualTo(IMAGES);
    assertThat(decided(outcomes, "probe", "probe.lda.row_accuracy")).isGreaterThan(IMAGES * 4 / 5);
  }

  @Test
  void aMaximumBeyondItsBoundIsDecidedAtOnce() throws IOException {
    Outcomes outcomes =
        audits(
                "**,similarity.full.corner,**,*,,unbounded",
                "**,probe.lda.row_accuracy,**,*,,unbounded",
                "**,norm.max_relative_norm,**,*,,1")
            .run();

    assertThat(outcomes.statuses()).containsEntry("largest" + WHERE, Status.FAILED);
    assertThat(decided(outcomes, "largest", "norm.max_relative_norm")).isEqualTo(1);
  }

  @Test
  void whatNeedsAllImagesHasTheFiguresOfAnOrdinaryRun() throws IOException {
    String[] rows = {
      "**,similarity.full.corner,**,*,,unbounded",
      "**,probe.lda.row_accuracy,**,*,0.0001,0.9999",
      "**,norm.max_relative_norm,**,*,,1000"
    };
    Outcomes early = audits(rows).run();
    Outcomes ordinary = audits(rows).with("audit.early", false).run();

    for (String metric : new String[] {"norm.max_relative_norm", "norm.mean_norm"}) {
      MetricRecord record = early.record("largest" + WHERE, metric);
      MetricRecord expected = ordinary.record("largest" + WHERE, metric);
      assertThat(record.n()).isEqualTo(expected.n());
      assertThat(record.value().orElseThrow())
          .isCloseTo(expected.value().orElseThrow(), withPercentage(0.001));
      assertThat(record.imagesDecided()).hasValue(IMAGES);
      assertThat(expected.imagesDecided()).isEmpty();
    }
  }

  @Test
  void theExplorerHasItsImagesThoughMeasuringStopped() throws IOException {
    Outcomes outcomes =
        audits("**,similarity.full.corner,**,*,-0.9,")
            .only(DiscoverySelectors.selectMethod(EarlyAudits.class, "similarity", similarity()))
            .with("audit.explorer", 4)
            .run();

    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void whatNeedsAllImagesIsRefused() throws IOException {
    Outcomes outcomes =
        audits("**,similarity.full.corner,**,*,,unbounded")
            .with("audit.folds", 3)
            .with("audit.parent", "tiny")
            .with("audit.split", "tail")
            .run();

    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageContaining(
            "audit.early=true does not go with audit.folds: every fold trains on the images of all"
                + " others; leave out one of the two")
        .hasMessageContaining("audit.early=true does not go with audit.split: ")
        .hasMessageContaining("audit.early=true does not go with audit.parent: a parent is");
  }

  private static String similarity() {
    return "dev.plumbline.api.TokenGroupSimilarity, dev.plumbline.api.Gate";
  }
}
