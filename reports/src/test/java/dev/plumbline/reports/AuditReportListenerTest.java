package dev.plumbline.reports;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;

class AuditReportListenerTest {

  private static final String CORNERS = "org.example.CornerAudits";

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node corners = audits.audit(CORNERS, "corners", "Corners are ordinary");

  @TempDir Path folder;

  @Test
  void thePlatformFindsItByItself() {
    assertThat(ServiceLoader.load(TestExecutionListener.class))
        .hasAtLeastOneElementOfType(AuditReportListener.class);
  }

  @Test
  void everyLeafIsInEveryReportOnce() {
    leaf(corners, "sd15", "conv_in", 50);
    leaf(corners, "sd15", "conv_in", 200).fails(new AssertionError("above the bound"));
    leaf(corners, "sd15", "conv_out", 50).fails(new IllegalStateException("no memory"));
    leaf(corners, "sd15", "mid_block.attentions.0", 50).aborts("no bound matches");
    leaf(corners, "sd15", "mid_block.resnets.0", 50).skipped("switched off");

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(statuses(written.leaves()))
        .containsExactlyInAnyOrder("passed", "failed", "broken", "skipped", "skipped");
    assertThat(written.runFailures()).isEmpty();
    assertThat(run.console())
        .contains(
            "1 audit, 5 leaves: 1 passed, 1 failed, 1 broken, 1 aborted, 1 skipped",
            "Plumbline model audits: FAILED");
    assertThat(message(written.leaf("corners[sd15, mid_block.attentions[0], t=50]")))
        .isEqualTo("no bound matches");
    assertThat(message(written.leaf("corners[sd15, mid_block.resnets[0], t=50]")))
        .isEqualTo("Not run: switched off");
  }

  /** The engine refuses some runs before it would do so itself. */
  @Test
  void baselinesOfTheLastRunAreNotLeftInANewOne() throws Exception {
    Path baselines = Files.createDirectory(folder.resolve("baseline"));
    Files.writeString(baselines.resolve("sd15.csv"), "");
    leaf(corners, "sd15", "conv_in", 50);

    new Run().of(audits, folder);

    assertThat(baselines).doesNotExist();
  }

  @Test
  void leavesMayRunInParallel() {
    for (int i = 0; i < 60; i++) {
      FakeAudits.Node node = leaf(corners, "model-" + i, "conv_in", 50);
      node.records(metric(node, "norm.max_z", i, 100), metric(node, "norm.patches", i, 100));
    }
    corners.parallel();

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(run.console()).contains("60 leaves: 60 passed");
    assertThat(written.leaves()).hasSize(60);
    assertThat(written.metrics())
        .hasSize(120)
        .allMatch(row -> row.get("checkpoint").equals("model-" + (int) value(row)));
  }

  @Test
  void leavesOfASkippedContainerAreSkippedForItsReason() {
    leaf(corners, "sd15", "conv_in", 50);
    leaf(corners, "sd15", "conv_out", 50);
    corners.skipped("the audit is disabled");

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(written.leaves())
        .hasSize(2)
        .allSatisfy(
            leaf -> {
              assertThat(leaf.path("status").asText()).isEqualTo("skipped");
              assertThat(message(leaf)).isEqualTo("Not run: the audit is disabled");
            });
    assertThat(run.console()).contains("2 skipped", "NOTHING WAS CONCLUDED");
  }

  @Test
  void aFailedContainerBreaksTheLeavesItDidNotRun() {
    leaf(corners, "sd15", "conv_in", 50);
    leaf(corners, "sd15", "conv_out", 50).silent();
    corners.fails(new AssertionError("the session was lost"));

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(written.runFailures()).isEmpty();
    assertThat(written.leaf("corners[sd15, conv_in").path("status").asText()).isEqualTo("passed");
    assertThat(written.leaf("corners[sd15, conv_out").path("status").asText()).isEqualTo("broken");
    assertThat(message(written.leaf("corners[sd15, conv_out"))).isEqualTo("the session was lost");
    assertThat(run.console()).contains("2 leaves: 1 passed, 0 failed, 1 broken");
  }

  @Test
  void aContainerThatFailsWhenItsLeavesAreDoneIsAFailureOfTheRun() {
    leaf(corners, "sd15", "conv_in", 50);
    audits.engineFails(new IllegalStateException("the store cannot be closed"));

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(written.leaves()).hasSize(1);
    JsonNode failure = written.runFailures().get(0);
    assertThat(written.runFailures()).hasSize(1);
    assertThat(failure.path("status").asText()).isEqualTo("broken");
    assertThat(failure.path("name").asText()).isEqualTo("Run failure in engine Model audits");
    assertThat(message(failure)).isEqualTo("the store cannot be closed");
    assertThat(run.console())
        .contains(
            "Plumbline model audits: BROKEN",
            "1 leaf: 1 passed",
            "Run failure in engine Model audits",
            "the store cannot be closed");
  }

  @Test
  void leavesNothingWasHeardOfAreAFailureOfTheRun() {
    leaf(corners, "sd15", "conv_in", 50);
    leaf(corners, "sd15", "conv_out", 50).silent();

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(written.leaves()).hasSize(1);
    assertThat(message(written.runFailures().get(0)))
        .startsWith("1 planned leaves ended without a result")
        .contains("corners[sd15, conv_out, t=50]");
    assertThat(run.console()).contains("Plumbline model audits: BROKEN");
  }

  @Test
  void aRunWithoutLeavesSaysSo() {
    FakeAudits nothing = new FakeAudits();
    Run run = new Run();
    Written written = run.of(nothing, folder);

    assertThat(run.console()).contains("NOTHING RAN").contains("0 audits, 0 leaves");
    assertThat(written.leaves()).isEmpty();
    assertThat(written.metrics()).isEmpty();
  }

  @Test
  void whatKeptARunFromBeginningReplacesTheReportOfTheLastOne() throws Exception {
    leaf(corners, "sd15", "conv_in", 50);
    new Run().of(audits, folder);
    assertThat(folder.resolve("summary.md")).content().contains("audits: passed");
    audits.criticalIssue(
        "audit.layer: unknown; did you mean audit.layers?" + " Or not?".repeat(50));
    audits.criticalIssue("audit.seed: 'one' is not a number");

    Run run = new Run();
    run.of(audits, folder);

    assertIssuesAreSaid(run);
    assertThat(folder.resolve("summary.md")).content().containsOnlyOnce("did you mean");
  }

  @Test
  void whatKeptARunWithoutLeavesFromBeginningIsSaidToo() throws Exception {
    FakeAudits nothing = new FakeAudits();
    nothing.criticalIssue(
        "audit.layer: unknown; did you mean audit.layers?" + " Or not?".repeat(50));
    nothing.criticalIssue("audit.seed: 'one' is not a number");

    Run run = new Run();
    run.of(nothing, folder);

    assertIssuesAreSaid(run);
    assertThat(folder.resolve("summary.md")).content().contains("\n\nNo leaf was audited, in ");
    assertThat(folder.resolve("decision.html")).content().contains("<p>No leaf was audited, in ");
  }

  private void assertIssuesAreSaid(Run run) throws IOException {
    assertThat(run.console())
        .contains("Plumbline model audits: BROKEN")
        .contains("did you mean audit.layers?", "'one' is not a number");
    assertThat(folder.resolve("summary.md"))
        .content()
        .startsWith("### Plumbline model audits: broken\n");
    for (String report : List.of("summary.md", "summary.json", "junit.xml", "decision.html")) {
      assertThat(folder.resolve(report))
          .content()
          .as(report)
          .contains("did you mean audit.layers?", "is not a number");
    }
    assertThat(Files.readString(folder.resolve("metrics.csv")).lines()).hasSize(1);
  }

  @Test
  void testsOfOthersLeaveNoTrace() {
    Run run = new Run();
    new FakeAudits()
        .launcher(run.listener(), new OtherEngine())
        .execute(FakeAudits.request(Run.parameters(folder)));

    assertThat(run.console()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDryRunTakesNothingAway() throws Exception {
    leaf(corners, "sd15", "conv_in", 50).skipped("dry run");
    Files.writeString(folder.resolve("metrics.csv"), "kept");

    Run run = new Run();
    audits.run(
        run.listener(),
        Map.of(AuditParameters.REPORT_DIR, folder.toString(), AuditParameters.DRY_RUN, "true"));

    assertThat(run.console()).contains("DRY RUN", "1 leaf").doesNotContain("Report:");
    assertThat(folder.resolve("metrics.csv")).hasContent("kept");
    assertThat(folder.resolve("index.html")).doesNotExist();
  }

  @Test
  void aRunThatOnlyEncodesTakesNothingAwayAndIsNotTakenForAnAudit() throws Exception {
    leaf(corners, "sd15", "conv_in", 50).skipped("encoded only");
    Files.writeString(folder.resolve("metrics.csv"), "kept");

    Run run = new Run();
    audits.run(
        run.listener(),
        Map.of(AuditParameters.REPORT_DIR, folder.toString(), AuditParameters.ENCODE, "inputs"));

    assertThat(run.console()).contains("ENCODED ONLY, nothing was audited").contains("1 skipped");
    assertThat(folder.resolve("metrics.csv")).hasContent("kept");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamedAndTheSummaryStillCounts() throws Exception {
    leaf(corners, "sd15", "conv_in", 50);
    Path file = Files.writeString(folder.resolve("file"), "");

    Run run = new Run();
    run.of(audits, file.resolve("reports"));

    assertThat(run.console())
        .contains("BROKEN", "1 leaf: 1 passed", "Failures of the run")
        .containsOnlyOnce(file.resolve("reports") + " cannot be written to or locked")
        .contains(AuditParameters.REPORT_DIR)
        .doesNotContain("Report:");
  }

  @Test
  void oneReportThatCannotBeWrittenTakesNothingFromTheOthers() {
    FakeAudits.Node node = leaf(corners, "sd15", "conv_in", 50);
    node.records(metric(node, "norm.max_z", 1, 2));
    // A folder in the place of the kept history's file: the HTML report fails, and it alone.
    assertThat(folder.resolve("allure-history/history.json/in-the-way").toFile().mkdirs()).isTrue();

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(run.console())
        .contains("Plumbline model audits: BROKEN", "Failures of the run")
        .containsOnlyOnce("cannot write " + folder.resolve("index.html"))
        .contains("-D" + AuditParameters.REPORT_DIR + "=…")
        .contains("allure-history/history.json")
        .contains("Metrics: " + folder.resolve("metrics.csv"))
        .doesNotContain("Report:");
    assertThat(written.leaves()).hasSize(1);
    assertThat(written.metrics()).hasSize(1);
    for (String report : List.of("summary.json", "summary.md", "junit.xml", "decision.html")) {
      assertThat(folder.resolve(report)).content().as(report).contains("cannot write ");
    }
    assertThat(folder.resolve("summary.json")).content().contains("\"broken\"");
  }

  @Test
  void reportsOfAnEarlierRunAreReplacedAndItsHistoryGoesOn() {
    leaf(corners, "sd15", "conv_in", 50);
    leaf(corners, "sd15", "conv_out", 50);
    new Run().of(audits, folder);

    FakeAudits fewer = new FakeAudits();
    leaf(fewer.audit(CORNERS, "corners", "Corners are ordinary"), "sd15", "conv_in", 50);
    Written written = new Run().of(fewer, folder);

    assertThat(written.leaves()).hasSize(1);
    assertThat(written.executor().path("buildOrder").asInt()).isEqualTo(2);
    assertThat(written.history()).hasSize(2);
    assertThat(written.history().at("/0/data/total").asInt()).isEqualTo(1);
    assertThat(written.history().at("/1/data/total").asInt()).isEqualTo(2);
  }

  @Test
  void failuresThatRunAgainCompleteTheReports() {
    FakeAudits.Node passes = leaf(corners, "sd15", "conv_in", 50);
    passes.records(metric(passes, "norm.max_z", 1, 2));
    FakeAudits.Node flaky = leaf(corners, "sd15", "conv_out", 50).fails(new AssertionError("no"));
    Run run = new Run();
    Launcher launcher = audits.launcher(run.listener());
    launcher.execute(FakeAudits.request(Run.parameters(folder)));

    FakeAudits again = new FakeAudits();
    FakeAudits.Node now =
        leaf(again.audit(CORNERS, "corners", "Corners are ordinary"), "sd15", "conv_out", 50);
    again.launcher(run.listener()).execute(FakeAudits.request(Run.parameters(folder), now));

    assertThat(now.getUniqueId()).isEqualTo(flaky.getUniqueId());
    Written written = new Written(folder);
    assertThat(statuses(written.leaves())).containsExactly("passed", "passed");
    assertThat(written.metrics()).hasSize(1);
    assertThat(written.history()).hasSize(1);
    assertThat(run.console()).contains("2 leaves: 1 passed, 1 failed", "2 leaves: 2 passed");
  }

  @Test
  void relativeFoldersAreBelowTheBaseFolder() {
    leaf(corners, "sd15", "conv_in", 50);
    audits.run(
        new Run().listener(),
        Map.of(AuditParameters.BASE_DIR, folder.toString(), AuditParameters.REPORT_DIR, "a/b"));

    assertThat(folder.resolve("a/b/metrics.csv")).exists();
    assertThat(folder.resolve("a/b/index.html")).exists();
  }

  private static List<String> statuses(List<JsonNode> results) {
    return results.stream().map(result -> result.path("status").asText()).toList();
  }

  private static double value(CSVRecord row) {
    return Double.parseDouble(row.get("value"));
  }

  private static String message(JsonNode result) {
    return result.at("/statusDetails/message").asText();
  }

  /** An engine with one test, which passes. */
  private static final class OtherEngine implements TestEngine {
    @Override
    public String getId() {
      return "other";
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
      EngineDescriptor engine = new EngineDescriptor(id, "Other");
      engine.addChild(
          new AbstractTestDescriptor(id.append("test", "one"), "one") {
            @Override
            public Type getType() {
              return Type.TEST;
            }
          });
      return engine;
    }

    @Override
    public void execute(ExecutionRequest request) {
      TestDescriptor engine = request.getRootTestDescriptor();
      request.getEngineExecutionListener().executionStarted(engine);
      for (TestDescriptor test : engine.getChildren()) {
        request.getEngineExecutionListener().executionStarted(test);
        request
            .getEngineExecutionListener()
            .executionFinished(test, TestExecutionResult.successful());
      }
      request
          .getEngineExecutionListener()
          .executionFinished(engine, TestExecutionResult.successful());
    }
  }
}
