package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.fixtures.VerdictAudits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class VerdictsTest {

  private static final String WHERE = "/tiny/up_blocks.1.upsamplers.0/50";
  private static final String PEOPLES_WHERE = "tiny, up_blocks[1].upsamplers[0], t=50";

  private static Outcomes outcomes;

  @BeforeAll
  static void run(@TempDir Path folder) {
    outcomes =
        Audits.in(folder).of(VerdictAudits.class).with(AuditParameters.DECIDED_SHARE, 0).run();
  }

  private static Status status(String audit) {
    return outcomes.statuses().get(audit + WHERE);
  }

  private static Throwable thrown(String audit) {
    return outcomes.thrown(audit + WHERE);
  }

  private static MetricRecord record(String audit, String metric) {
    return outcomes.record(audit + WHERE, metric);
  }

  @Test
  void everyLeafHasAVerdictAndTheEngineNone() {
    assertThat(outcomes.leaves()).hasSize(11);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void withinItsBoundsALeafPasses() {
    assertThat(status("passes")).isEqualTo(Status.SUCCESSFUL);
    assertThat(record("passes", "own.low"))
        .isEqualTo(
            new MetricRecord(
                "tiny",
                "VerdictAudits.passes",
                "own.low",
                new LayerName("up_blocks[1].upsamplers[0]"),
                50,
                OptionalDouble.of(0.25),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                7,
                OptionalDouble.empty(),
                OptionalDouble.of(0.5),
                MetricVerdict.PASSED,
                OptionalInt.empty()));
  }

  @Test
  void allViolationsAreInOneMessage() {
    assertThat(status("fails")).isEqualTo(Status.FAILED);
    assertThat(thrown("fails"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage(
            """
            2 of 4 checks failed at %1$s
            %1$s: own.low is 0.750000 (n=7), expected at most 0.500000: above by 0.250000, 50.0 %%
                bound: verdict-bounds.csv:3 (set by hand)
            %1$s: own.high is 2 (n=7), expected at least 2.50000: below by 0.500000, 20.0 %%
                bound: verdict-bounds.csv:5
            also undecided: own.none is not applicable: there is nothing to count; add some"""
                .formatted(PEOPLES_WHERE));
    assertThat(record("fails", "own.low").verdict()).isEqualTo(MetricVerdict.FAILED);
    assertThat(record("fails", "own.within").verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(record("fails", "own.high").verdict()).isEqualTo(MetricVerdict.FAILED);
    assertThat(record("fails", "own.none").verdict()).isEqualTo(MetricVerdict.NOT_APPLICABLE);
  }

  @Test
  void whatIsNotApplicableAborts() {
    assertThat(status("notApplicable")).isEqualTo(Status.ABORTED);
    assertThat(thrown("notApplicable"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(
            PEOPLES_WHERE + ": own.none is not applicable: there is nothing to count; add some");
    assertThat(record("notApplicable", "own.low").verdict()).isEqualTo(MetricVerdict.PASSED);
  }

  @Test
  void whatHasNoBoundAborts() {
    assertThat(status("withoutBound")).isEqualTo(Status.ABORTED);
    assertThat(thrown("withoutBound"))
        .hasMessageContaining("own.unheard_of has no bound")
        .hasMessageContaining("VerdictAudits.withoutBound")
        .hasMessageContaining("-Daudit.bounds=");
    assertThat(record("withoutBound", "own.unheard_of").verdict())
        .isEqualTo(MetricVerdict.RECORDED);
  }

  @Test
  void anAuditThatChecksNothingAborts() {
    for (String audit : new String[] {"checksNothing", "hasNoGate"}) {
      assertThat(status(audit)).isEqualTo(Status.ABORTED);
      assertThat(thrown(audit))
          .hasMessage(
              "VerdictAudits."
                  + audit
                  + " checked nothing at "
                  + PEOPLES_WHERE
                  + ": call gate.check(…)");
    }
    assertThat(record("checksNothing", "own.low").verdict()).isEqualTo(MetricVerdict.RECORDED);
  }

  @Test
  void whereAllIsUnboundedNothingWasHeld() {
    assertThat(status("deliberatelyUnbounded")).isEqualTo(Status.ABORTED);
    assertThat(thrown("deliberatelyUnbounded"))
        .hasMessage(
            PEOPLES_WHERE
                + ": no metric was held against a bound: own.free is unbounded by"
                + " verdict-bounds.csv:7");
    assertThat(record("deliberatelyUnbounded", "own.free").verdict())
        .isEqualTo(MetricVerdict.RECORDED);
  }

  @Test
  void anAuditThatThrowsFailsWithWhatItThrewAndItsViolationsBesides() {
    assertThat(status("throwsAfterViolation")).isEqualTo(Status.FAILED);
    assertThat(thrown("throwsAfterViolation"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the audit is wrong");
    assertThat(thrown("throwsAfterViolation").getSuppressed())
        .singleElement()
        .asString()
        .contains("own.low is 0.750000");
    assertThat(record("throwsAfterViolation", "own.low").verdict()).isEqualTo(MetricVerdict.FAILED);
  }

  @Test
  void anAuditMayThrowCheckedExceptions() {
    assertThat(status("throwsChecked")).isEqualTo(Status.FAILED);
    assertThat(thrown("throwsChecked")).isInstanceOf(IOException.class).hasMessage("no file");
  }

  @Test
  void anAuditMayAbortItself() {
    assertThat(status("abortsItself")).isEqualTo(Status.ABORTED);
    assertThat(thrown("abortsItself")).hasMessage(PEOPLES_WHERE + ": not today");
  }

  @Test
  void abortingDoesNotHideAViolation() {
    assertThat(status("abortsItselfAfterViolation")).isEqualTo(Status.FAILED);
    assertThat(thrown("abortsItselfAfterViolation"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("own.low is 0.750000")
        .hasMessageEndingWith("also undecided: not today");
  }

  @Test
  void everyMetricOfTheMeasurementsIsRecordedWhateverTheVerdict() {
    assertThat(outcomes.records()).hasSize(11);
    for (String leaf : outcomes.records().keySet()) {
      MetricRecord finite = outcomes.record(leaf, "finite.non_finite");
      assertThat(finite.verdict()).isEqualTo(MetricVerdict.RECORDED);
      assertThat(finite.value()).hasValue(0);
      assertThat(finite.atMost()).isEmpty();
    }
  }
}
