package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.MeasurementAudits;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of containers where the module that starts them is not there, as it is not here. */
class ContainersTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder).of(MeasurementAudits.class);
  }

  private static String refusal(Outcomes outcomes) {
    assertThat(outcomes.records()).isEmpty();
    assertThat(outcomes.engineFailure()).get().isInstanceOf(UserError.class);
    return outcomes.engineFailure().orElseThrow().getMessage();
  }

  @Test
  void theModuleThatIsMissingIsNamed() {
    Outcomes outcomes = audits().with("audit.executor", "container").run();

    assertThat(refusal(outcomes))
        .isEqualTo(
            "Nothing was measured: audit.executor=container needs a module that is not on the class"
                + " path: add the dependency dev.plumbline:plumbline-containers, of the engine's"
                + " version, or measure in worker processes: -Daudit.executor=process.");
  }

  /** Whoever names an image thinks that models are confined. */
  @ParameterizedTest
  @CsvSource({"image, mine:1", "memory, 4GB", "cpus, 1.5", "pids, 100"})
  void nothingIsAskedOfContainersThatThereAreNot(String what, String value) {
    String parameter = "audit.container." + what;
    Outcomes outcomes = audits().with("audit.executor", "process").with(parameter, value).run();

    assertThat(refusal(outcomes))
        .contains(
            parameter
                + "="
                + value
                + ": nothing is measured in containers: ask for it, -Daudit.executor=container,"
                + " or leave it out");
  }

  @ParameterizedTest
  @CsvSource({
    "audit.container.cpus, 0, 'expected a number above 0, such as 1.5'",
    "audit.container.pids, none, expected a whole number above 0",
    "audit.container.memory, much, expected"
  })
  void whatTheyMayTakeIsANumber(String parameter, String value, String expected) {
    Outcomes outcomes = audits().with("audit.executor", "container").with(parameter, value).run();

    assertThat(refusal(outcomes)).contains(parameter + "=" + value + ": " + expected);
  }

  @Test
  void whatNeedsTheProcessThatJudgesIsRefused() {
    assertThat(
            refusal(audits().with("audit.executor", "container").with("audit.early", "true").run()))
        .contains("audit.executor=container does not go with audit.early");
    assertThat(
            refusal(
                audits()
                    .with("audit.executor", "container")
                    .with("audit.shard", "1/2")
                    .with("audit.shard.by", "chunk")
                    .with("audit.work.dir", folder.resolve("parts"))
                    .run()))
        .contains("audit.executor=container does not go with audit.shard.by=chunk");
  }
}
