package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.baseline.Environment;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.fixtures.HeldAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Bounds that follow from several baselines. */
class SuggestionTest {

  private static final String AUDIT = "HeldAudits.normsStay";

  @TempDir Path folder;

  /** Writes a baseline of four metrics. */
  private void run(String name, String probe, double high, double low, double neither) {
    TreeMap<MetricKey, Metric> metrics = new TreeMap<>();
    put(metrics, Metric.of("own.high", high, 5, Direction.HIGHER));
    put(metrics, Metric.of("own.low", low, 5, Direction.LOWER));
    put(metrics, Metric.of("own.neither", neither, 5, Direction.NEITHER));
    put(metrics, Metric.notApplicable("own.none", Direction.HIGHER, "there is none"));
    BaselineFile.write(
        BaselineFile.in(folder.resolve("runs"), name),
        Baseline.of(name, new Environment(new TreeMap<>(Map.of("probe", probe))), metrics));
  }

  private static void put(Map<MetricKey, Metric> metrics, Metric metric) {
    metrics.put(
        new MetricKey(AUDIT, metric.name(), new LayerName("mid_block.resnets[0]"), 50), metric);
  }

  private Audits suggest() {
    return Audits.in(folder)
        .of(HeldAudits.class)
        .with("audit.baseline", "runs")
        .with("audit.suggest", "b/bounds.csv");
  }

  @Test
  void meanAndDeviationMakeARow() throws IOException {
    run("a", "lda", 1, 10, 100);
    run("b", "lda", 2, 10, 101);
    run("c", "lda", 3, 10, 102);

    Outcomes outcomes = suggest().run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.records()).isEmpty();
    assertThat(outcomes.skipped().values())
        .hasSize(6)
        .containsOnly("bounds are suggested only: nothing is measured");
    assertThat(folder.resolve("b/bounds.csv"))
        .hasContent(
            """
            audit,metric,layer,timestep,at_least,at_most,note
            HeldAudits.normsStay,own.high,mid_block.resnets.0,50,,18.2687,mean of 3 runs 2.0000; deviation 1.00; 16.3 of them beyond
            HeldAudits.normsStay,own.low,mid_block.resnets.0,50,9.5,,mean of 3 runs 10.000; deviation 0.00; least margin
            HeldAudits.normsStay,own.neither,mid_block.resnets.0,50,84.7313,117.269,mean of 3 runs 101.00; deviation 1.00; 16.3 of them beyond
            """);
    assertThat(outcomes.console())
        .contains(
            "3 bounds from 3 baselines are in "
                + folder.resolve("b/bounds.csv")
                + "; 1 metrics are not in all of them and have none");
  }

  @Test
  void aFileIsNotOverwritten() throws IOException {
    run("a", "lda", 1, 10, 100);
    run("b", "lda", 2, 10, 101);
    run("c", "lda", 3, 10, 102);
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/bounds.csv"), "mine");

    assertThat(suggest().run().engineFailure())
        .get()
        .asString()
        .contains("bounds.csv already: remove it, or name another in -Daudit.suggest.");
    assertThat(folder.resolve("b/bounds.csv")).hasContent("mine");
  }

  @Test
  void twoRunsAreTooFew() {
    run("a", "lda", 1, 10, 100);
    run("b", "lda", 2, 10, 101);

    assertThat(suggest().run().engineFailure())
        .get()
        .asString()
        .contains("There are 2 baselines in " + folder.resolve("runs") + ", and bounds need 3 or");
  }

  @Test
  void runsThatWereRecordedInAnotherWayAreRefused() {
    run("a", "lda", 1, 10, 100);
    run("b", "softmax", 2, 10, 101);
    run("c", "lda", 3, 10, 102);

    assertThat(suggest().run().engineFailure())
        .get()
        .asString()
        .contains(
            "No bounds follow from b.csv and a.csv together: probe is softmax and was lda. Record"
                + " both in the same way.");
    assertThat(folder.resolve("b")).doesNotExist();
  }

  @Test
  void itGoesWithNothingThatItWouldIgnore() {
    assertThat(suggest().with("audit.baseline.mode", "record").run().engineFailure())
        .get()
        .asString()
        .contains("audit.suggest audits nothing, so audit.baseline.mode would not be asked");
    assertThat(suggest().without("audit.baseline").run().engineFailure())
        .get()
        .asString()
        .contains("give -Daudit.baseline");
  }

  @Test
  void theBoundsAreUsedAsTheyAre() {
    for (String name : new String[] {"a", "b", "c"}) {
      Audits.in(folder)
          .of(HeldAudits.class)
          .with("audit.checkpoint", name + "=" + Audits.TINY)
          .with("audit.baseline", "runs")
          .with("audit.baseline.mode", "record")
          .run();
    }
    suggest().run();

    Outcomes outcomes =
        Audits.in(folder).of(HeldAudits.class).with("audit.bounds", "b/bounds.csv").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.records().values())
        .hasSize(6)
        .allSatisfy(
            records ->
                assertThat(records).filteredOn(record -> record.atMost().isPresent()).hasSize(5));
    assertThat(outcomes.statuses().values()).hasSize(6).containsOnly(Status.SUCCESSFUL);
  }
}
