package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be measured on a cluster is refused before anything is measured. */
class ClusterRefusalsTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder).of(EveryMeasurementAudits.class).with("audit.executor", "spark");
  }

  private static void assertRefused(Audits audits, String message) {
    Outcomes outcomes = audits.run();
    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure().orElseThrow()).hasMessageContaining(message);
  }

  @Test
  void aModuleThatIsNotThereIsNamed() {
    assertRefused(
        audits(),
        "audit.executor=spark needs a module that is not on the class path: add the dependency"
            + " dev.plumbline:plumbline-spark, of the engine's version.");
  }

  @ParameterizedTest
  @CsvSource({
    "audit.spark.master, local[2]",
    "audit.spark.timesteps, 3",
    "audit.spark.files, fetch"
  })
  void whatSaysSomethingOfSparkAloneNeedsIt(String parameter, String value) {
    assertRefused(
        Audits.in(folder).of(EveryMeasurementAudits.class).with(parameter, value),
        parameter
            + "="
            + value
            + ": nothing is measured on Spark: ask for it, -Daudit.executor=spark");
  }

  @ParameterizedTest
  @CsvSource({"audit.early, true", "audit.dump, d"})
  void whatIsJudgedOrWrittenMeanwhileNeedsThisProcess(String parameter, String value) {
    assertRefused(
        audits().with(parameter, value),
        "audit.executor=spark does not go with "
            + parameter
            + ": it measures where nothing is judged or dumped");
  }

  @Test
  void chunksAreDealtOutOnce() {
    assertRefused(
        audits()
            .with("audit.shard", "1/2")
            .with("audit.shard.by", "chunk")
            .with("audit.work.dir", "w"),
        "audit.executor=spark does not go with audit.shard.by: it deals out chunks itself");
  }
}
