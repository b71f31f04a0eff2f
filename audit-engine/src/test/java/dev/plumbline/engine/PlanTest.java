package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What is said of the changes that a run can find. */
class PlanTest extends RecordedBaseline {

  private static final String NUMBER = "[0-9.e+-]+";

  @Test
  void aDryRunSaysWhatTheBaselinesScenesCanFindAndWhatAWantedChangeTakes() throws IOException {
    record();

    Outcomes outcomes =
        audits().with("audit.dry-run", true).with("audit.plan", "norm.mean_norm:0.9").run();

    assertThat(outcomes.console().lines())
        .contains(
            "[audit] tiny, 12 scenes against those of tiny.csv: changes for the worse that are"
                + " found with 80 %, at the median and the worst layer")
        .anyMatch(
            line ->
                line.matches(
                    "\\[audit\\]   norm.mean_norm on the same images by N to N \\(worst layer N to N\\),"
                            .replace("N", NUMBER)
                        + " on other images by N \\(N\\)".replace("N", NUMBER)))
        .anyMatch(
            line ->
                line.matches(
                    "\\[audit\\]   norm.mean_norm by 0.9 takes on the same images at most about \\d+"
                        + " scenes \\(worst layer about \\d+ scenes\\), on other images about \\d+"
                        + " scenes \\(worst layer about \\d+ scenes\\)"))
        .noneMatch(line -> line.contains("norm.recurrence"));
    assertThat(outcomes.leaves()).isEmpty();
  }

  @Test
  void withoutABaselineADryRunSaysWhatPlanningNeeds() {
    Outcomes dry = audits().without("audit.baseline").with("audit.dry-run", true).run();
    Outcomes run =
        audits().without("audit.baseline").with("audit.plan", "norm.mean_norm:0.9").run();

    assertThat(dry.console())
        .contains(
            "[audit] Planning: a recorded baseline tells which changes a run can find: record one"
                + " with -Daudit.baseline=FOLDER -Daudit.baseline.mode=record, and give it to a dry"
                + " run.");
    assertThat(run.leaves()).isEmpty();
    assertThat(run.engineFailure())
        .get()
        .asString()
        .contains("Nothing was measured: audit.plan: this run compares nothing; a recorded");
  }

  @Test
  void aMetricThatCannotBePlannedIsRefusedWithTheNearest() throws IOException {
    record();

    Outcomes misspelt = audits().with("audit.plan", "norm.mean_norms:0.9").run();
    Outcomes maximum = audits().with("audit.plan", "norm.recurrence:0.9").run();

    assertThat(misspelt.engineFailure())
        .get()
        .asString()
        .contains(
            "audit.plan: the baseline has no metric 'norm.mean_norms'; did you mean"
                + " norm.mean_norm?");
    assertThat(maximum.engineFailure())
        .get()
        .asString()
        .contains(
            "audit.plan: norm.recurrence is no mean over scenes that this run compares, so that"
                + " scenes do not help; did you mean ");
  }

  @Test
  void afterARunTheSummarySaysWhatTheWantedChangeTakes() throws IOException {
    record();

    Outcomes outcomes =
        audits()
            .with("audit.seed", 7)
            .with("audit.plan", "norm.mean_norm:90,held.norm:1e-9,norm.prevalence_z5:1")
            .run();

    assertThat(texts(outcomes, RunNote.Kind.RESULT))
        .anyMatch(
            text ->
                text.matches(
                    "to be found with 80 %, norm.mean_norm by 90.0 takes about \\d+ scenes \\(worst"
                        + " layer about \\d+ scenes\\); held.norm by 1.0E-9 takes no number of"
                        + " scenes, as up to [0-9.]+ nothing counts as worse \\(worst layer no .*;"
                        + " norm.prevalence_z5 by 1.0 takes an unknown number of scenes: none was"
                        + " seen to differ"));
  }

  /** The margin of a baseline shrinks with its scenes, so that more of them find any change. */
  @Test
  void theMarginThatFollowsFromTheBaselineDoesNotKeepAChangeFromBeingPlanned() throws IOException {
    record();
    Audits other = audits().with("audit.seed", 7).with("audit.plan", "norm.mean_norm:0.6");

    Outcomes own = other.run();
    Outcomes fixed =
        other
            .with(
                "audit.bounds",
                Files.writeString(
                    folder.resolve("b.csv"),
                    """
                    audit,metric,layer,timestep,at_least,at_most
                    *,norm.mean_norm,*,*,,baseline + 0.7
                    """))
            .run();

    assertThat(texts(own, RunNote.Kind.RESULT))
        .anyMatch(text -> text.matches("to be found .* norm.mean_norm by 0.6 takes about \\d+ .*"));
    assertThat(texts(fixed, RunNote.Kind.RESULT))
        .anyMatch(text -> text.contains("by 0.6 takes no number of scenes, as up to 0.70 nothing"));
  }
}
