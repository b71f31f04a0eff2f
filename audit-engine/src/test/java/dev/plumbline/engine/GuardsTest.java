package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.AbortedAudits;
import dev.plumbline.engine.fixtures.HeldAudits;
import dev.plumbline.engine.fixtures.MisplacedBoundsAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.Spied;
import dev.plumbline.engine.fixtures.VerdictAudits;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TagFilter;

/** Runs that must not look better than they were, and users' bounds over the audits' own. */
class GuardsTest {

  private static final String HEADER = "audit,metric,layer,timestep,at_least,at_most,note\n";
  private static final String FINITE = "activationsAreFinite/tiny/up_blocks.1.upsamplers.0/50";

  private static final String REFUSED = "Nothing was measured: ";

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    Spied.LAYERS.clear();
  }

  private Audits audits(Class<?> type) {
    return Audits.in(folder).of(type);
  }

  private Audits finite(String bounds) throws IOException {
    return audits(NormAudits.class)
        .with("audit.bounds", Files.writeString(folder.resolve("my-bounds.csv"), bounds))
        .filter(TagFilter.includeTags("phenomenon:finite-activations"));
  }

  private static String engineMessage(Outcomes outcomes) {
    assertThat(outcomes.engineFailure()).get().isInstanceOf(UserError.class);
    return outcomes.engineFailure().orElseThrow().getMessage();
  }

  @Test
  void whereEveryAuditAbortedTheRunFails() {
    Outcomes outcomes = audits(AbortedAudits.class).run();

    assertThat(outcomes.statuses())
        .hasSize(2)
        .allSatisfy((leaf, status) -> assertThat(status).isEqualTo(Status.ABORTED));
    assertThat(engineMessage(outcomes))
        .startsWith(
            "Every audit aborted, so nothing was decided: 2 leaves, the first because tiny,"
                + " conv_in, t=50: finite.non_finite has no bound");
  }

  @Test
  void anAuditThatDecidedTooLittleFailsTheRun() {
    Outcomes outcomes = audits(VerdictAudits.class).run();

    assertThat(engineMessage(outcomes))
        .contains(
            "VerdictAudits.withoutBound decided 0 of 1 leaves of tiny, and has to decide 50 %"
                + " (audit.decided.share): the first is undecided because")
        .doesNotContain("VerdictAudits.fails decided");
  }

  @Test
  void anAuditThatDecidedLessThanHalfFailsTheRun() throws IOException {
    String bounds =
        HEADER
            + "*,held.norm,mid_block.resnets.0,50,,1000,\n"
            + "*,norm.*,mid_block.resnets.0,50,unbounded,,\n";
    Outcomes outcomes =
        audits(HeldAudits.class)
            .with("audit.bounds", Files.writeString(folder.resolve("b.csv"), bounds))
            .run();

    assertThat(outcomes.statuses())
        .containsEntry("normsStay/tiny/mid_block.resnets.0/50", Status.SUCCESSFUL);
    assertThat(engineMessage(outcomes))
        .startsWith("HeldAudits.normsStay decided 1 of ")
        .contains(
            " of tiny, and has to decide 50 % (audit.decided.share): the first is undecided because");
  }

  @Test
  void oneDecisionIsEnough() throws IOException {
    Outcomes outcomes =
        audits(AbortedAudits.class)
            .with(
                "audit.bounds",
                Files.writeString(
                    folder.resolve("b.csv"), HEADER + "*,finite.non_finite,conv_in,*,,0,\n"))
            .run();

    assertThat(outcomes.statuses())
        .containsEntry("undecided/tiny/conv_in/50", Status.SUCCESSFUL)
        .containsEntry("undecided/tiny/conv_out/50", Status.ABORTED);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void aRunWithoutAuditsIsNotOurs() {
    Outcomes outcomes = Audits.in(folder).of(String.class).without("audit.checkpoint").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.console()).isEmpty();
  }

  @Test
  void theUsersBoundGoesOverTheClassesOwnEvenIfItIsLessSpecific() throws IOException {
    Outcomes outcomes = finite(HEADER + "*,*,*,*,1,,mine\n").run();

    assertThat(outcomes.statuses()).containsEntry(FINITE, Status.FAILED);
    assertThat(outcomes.thrown(FINITE))
        .hasMessageContaining("expected at least 1")
        .hasMessageContaining("bound: my-bounds.csv:2 (mine)");
    assertThat(outcomes.record(FINITE, "finite.non_finite").atLeast()).hasValue(1);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void whatTheUsersBoundsDoNotNameHasTheClassesOwn() throws IOException {
    Outcomes outcomes = finite(HEADER + "*,norm.*,*,*,1,,mine\n").run();

    assertThat(outcomes.statuses()).containsEntry(FINITE, Status.SUCCESSFUL);
    assertThat(outcomes.record(FINITE, "finite.non_finite").atMost()).hasValue(0);
  }

  @Test
  void aMalformedRowIsRefusedBeforeAnythingIsMeasured() throws IOException {
    Outcomes outcomes =
        finite(HEADER + "*,norm.*,*,*,1,,mine\n\n# comment\n*,finite.*,*,*,,zero,\n").run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(Spied.LAYERS).as("nothing is measured").isEmpty();
    assertThat(engineMessage(outcomes))
        .isEqualTo(
            REFUSED
                + "my-bounds.csv:5: at_most 'zero' is not a number, and no checkpoint of this run (tiny); correct the row, it was left out");
  }

  @Test
  void boundsThatAreNoneAreRefused() throws IOException {
    Outcomes outcomes = finite("audit,metric\n").run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(engineMessage(outcomes))
        .startsWith(
            REFUSED + "my-bounds.csv: the header lacks the columns layer, timestep, at_least");
  }

  @Test
  void boundsThatAreNotThereAreRefused() {
    Outcomes outcomes = audits(MisplacedBoundsAudits.class).run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(engineMessage(outcomes))
        .contains("there is no resource no-such-bounds.csv")
        .contains(MisplacedBoundsAudits.class.getName());
  }
}
