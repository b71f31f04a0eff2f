package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.fixtures.MeasurementAudits;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Users' own measurements come the way the built-in ones do. */
class OwnMeasurementsTest {

  private static Outcomes outcomes;

  @BeforeAll
  static void run(@TempDir Path folder) {
    outcomes = Audits.in(folder).of(MeasurementAudits.class).run();
  }

  @Test
  void rawValuesReachTheAccumulator() {
    for (String layer : List.of("conv_in", "mid_block.resnets.0", "conv_out")) {
      String leaf = "energyIsOfValuesAndNorms/tiny/" + layer + "/50";
      MetricRecord values = outcomes.record(leaf, "energy.of_values");
      MetricRecord norms = outcomes.record(leaf, "energy.of_norms");

      assertThat(outcomes.statuses()).containsEntry(leaf, Status.SUCCESSFUL);
      assertThat(values.verdict()).isEqualTo(MetricVerdict.PASSED);
      assertThat(norms.verdict()).isEqualTo(MetricVerdict.RECORDED);
      assertThat(values.value().orElseThrow()).isPositive();
      assertThat(norms.value().orElseThrow() / values.value().orElseThrow())
          .isCloseTo(1, within(1e-5));
      assertThat(values.n()).isPositive();
      assertThat(values.scenes()).hasValue(Audits.IMAGES);
      assertThat(norms.scenes()).isEmpty();
    }
    assertThat(outcomes.record("energyIsOfValuesAndNorms/tiny/conv_out/50", "energy.of_values").n())
        .isEqualTo(Audits.IMAGES * 4L * Audits.LATENT_SIZE * Audits.LATENT_SIZE);
  }

  @Test
  void whatAnAccumulatorThrowsFailsItsOwnLeaves() {
    assertThat(outcomes.statuses())
        .containsEntry("someAreUnstable/tiny/conv_in/50", Status.FAILED)
        .containsEntry("someAreUnstable/tiny/mid_block.resnets.0/50", Status.SUCCESSFUL)
        .containsEntry("someAreUnstable/tiny/conv_out/50", Status.FAILED);
    assertThat(outcomes.thrown("someAreUnstable/tiny/conv_in/50"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot be made for conv_in");
    assertThat(outcomes.thrown("someAreUnstable/tiny/conv_out/50"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot add at conv_out");
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void theLeafsOtherMeasurementsAreRecordedAllTheSame() {
    assertThat(outcomes.record("someAreUnstable/tiny/conv_out/50", "finite.non_finite").verdict())
        .isEqualTo(MetricVerdict.RECORDED);
  }
}
