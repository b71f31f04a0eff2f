package dev.plumbline.reports;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.NothingToCompare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reports say of checkpoints for which there is nothing to compare with. */
class NothingToCompareReportsTest {

  private static final String COMMAND =
      "mvn verify -Daudit.checkpoint=tuned=PATH -Daudit.baseline=baselines"
          + " -Daudit.baseline.mode=record -Daudit.timesteps=50";

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms =
      audits.audit("org.example.NormAudits", "norms", "No token stands out");

  @TempDir Path folder;

  private final Run run = new Run();

  private void run() {
    Map<String, String> parameters = new HashMap<>(Run.parameters(folder));
    parameters.put(AuditParameters.CHECKPOINT, "sd15=models/sd15,tuned=models/tuned");
    parameters.put(AuditParameters.BOUNDS, "b.csv");
    parameters.put(AuditParameters.TIMESTEPS, "50");
    parameters.put(AuditParameters.DECIDED_SHARE, "1");
    audits.run(run.listener(), parameters);
  }

  private void onlyRecorded(String checkpoint, String layer) {
    onlyRecorded(checkpoint, layer, Optional.empty());
  }

  private void onlyRecorded(String checkpoint, String layer, Optional<String> baseline) {
    leaf(norms, checkpoint, layer, 50)
        .publishes(said(true, baseline, "norm.max_z", "norm.recurrence"))
        .aborts("whatever is said of it");
  }

  private static Map<String, String> said(
      boolean isOfAll, Optional<String> baseline, String... metrics) {
    return new NothingToCompare(List.of(metrics), isOfAll, baseline).toEntry();
  }

  private void passed(String checkpoint, String layer) {
    FakeAudits.Node leaf = leaf(norms, checkpoint, layer, 50);
    leaf.records(metric(leaf, "norm.max_z", 0.5, 1));
  }

  private void twoOfFive() {
    onlyRecorded("tuned", "conv_in");
    onlyRecorded("tuned", "conv_out");
    passed("tuned", "mid_block.resnets.0");
    passed("sd15", "conv_in");
    passed("sd15", "conv_out");
  }

  private String file(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private JsonNode summary() throws IOException {
    String summary = file("summary.json");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/summary.schema.json")))
                .validate(summary, InputFormat.JSON))
        .isEmpty();
    return new ObjectMapper().readTree(summary);
  }

  @Test
  void theHeadlineIsNeitherGreenNorRedAndTheCommandIsThere() throws IOException {
    twoOfFive();
    run();

    String headline = "nothing to compare with: 2 of 5 leaves only recorded; 3 passed";
    assertThat(run.console())
        .contains("Plumbline model audits: " + headline)
        .contains(
            """
              Nothing to compare with:
                - tuned: 2 of 3 leaves only recorded, since the audits' bounds were set on another checkpoint
                To have something to compare with, record a baseline of the checkpoint that it is to be held against (PATH), and from then on run with -Daudit.baseline=baselines:
                  %s
            """
                .formatted(COMMAND))
        .doesNotContain("Undecided:", "Not concluded:");
    assertThat(file("summary.md"))
        .startsWith("### Plumbline model audits: " + headline + "\n")
        .contains("**Nothing to compare with**", "| tuned | 2 | 3 |", "\n    " + COMMAND + "\n")
        .doesNotContain("**Undecided**", "**Not decided**");
    assertThat(file("decision.html"))
        .contains(
            "<div class=\"verdict open\">",
            "<strong>Nothing to compare with: 2 of 5 leaves only recorded; 3 passed</strong>",
            "<pre>" + COMMAND + "</pre>",
            "<h2>Nothing to compare with</h2>")
        .doesNotContain("<h2>Undecided leaves</h2>", "<h2>Not decided</h2>");
    JsonNode json = summary();
    assertThat(json.path("verdict").asText()).isEqualTo("nothing-to-compare");
    assertThat(json.path("headline").asText()).isEqualTo(headline);
    assertThat(json.path("nothing_to_compare").toString())
        .isEqualTo("[{\"checkpoint\":\"tuned\",\"recorded\":2,\"leaves\":3}]");
    assertThat(json.path("record_command").asText()).isEqualTo(COMMAND);
    assertThat(json.path("undecided")).isEmpty();
  }

  @Test
  void aRedLeafMakesItRedAndBothAreSaid() throws IOException {
    twoOfFive();
    leaf(norms, "sd15", "mid_block.resnets.0", 50).fails(new AssertionError("too high"));
    leaf(norms, "sd15", "mid_block.resnets.1", 50).aborts("the scenes cannot tell");
    run();

    assertThat(run.console())
        .contains(
            "Plumbline model audits: FAILED, 1 undecided; nothing to compare with: 2 of 7 leaves"
                + " only recorded")
        .contains("- sd15, NormAudits.norms: 1 of 4 leaves", "the scenes cannot tell");
    assertThat(file("decision.html"))
        .contains("verdict bad", "<strong>Failed, 1 undecided; nothing to compare with: 2 of 7");
    assertThat(summary().path("verdict").asText()).isEqualTo("failed");
  }

  @Test
  void whereOnlyUndecidedLeavesAreBesideItTheyAreCountedApart() throws IOException {
    twoOfFive();
    leaf(norms, "tuned", "mid_block.resnets.1", 50).aborts("the scenes cannot tell");
    run();

    JsonNode json = summary();
    assertThat(json.path("headline").asText())
        .isEqualTo("nothing to compare with: 2 of 6 leaves only recorded; 3 passed, 1 undecided");
    assertThat(json.path("undecided").toString())
        .isEqualTo(
            "[{\"checkpoint\":\"tuned\",\"audit\":\"NormAudits.norms\",\"undecided\":1,\"leaves\":4}]");
  }

  @Test
  void aLeafThatFailsIsFailedWhateverItSaysBeside() throws IOException {
    leaf(norms, "tuned", "conv_in", 50)
        .publishes(said(true, Optional.empty(), "norm.max_z"))
        .fails(new AssertionError("too high"));
    passed("tuned", "conv_out");
    run();

    assertThat(summary().path("headline").asText()).isEqualTo("failed");
  }

  @Test
  void eachCheckpointIsCountedAndInTheCommand() throws IOException {
    twoOfFive();
    onlyRecorded("a b", "conv_in");
    passed("a b", "conv_out");
    run();

    JsonNode json = summary();
    assertThat(json.path("nothing_to_compare")).hasSize(2);
    assertThat(json.path("record_command").asText())
        .contains(" '-Daudit.checkpoint=tuned=PATH,a b=PATH' ");
  }

  /** Recording over the baseline that is there would be no remedy. */
  @Test
  void whereABaselineCannotTellItsReasonIsGivenAndNoCommand() throws IOException {
    onlyRecorded(
        "tuned",
        "conv_in",
        Optional.of("the baseline b.csv saw other inputs: seed is 7 and was 42"));
    passed("tuned", "conv_out");
    run();

    assertThat(run.console())
        .contains(
            "- tuned: 1 of 2 leaves only recorded, since the baseline b.csv saw other inputs: seed"
                + " is 7 and was 42")
        .doesNotContain("baseline.mode=record");
    assertThat(file("decision.html")).contains("seed is 7 and was 42");
    assertThat(summary().has("record_command")).isFalse();
  }

  @Test
  void aLeafThatPassedOnSomeOfItsChecksIsCountedAndTheOthersAreNamed() throws IOException {
    FakeAudits.Node leaf = leaf(norms, "tuned", "conv_in", 50);
    leaf.publishes(said(false, Optional.empty(), "norm.max_z", "norm.patches"));
    leaf.records(metric(leaf, "norm.recurrence", 0.5, 1));
    passed("tuned", "conv_out");
    run();

    assertThat(run.console())
        .contains(
            "Plumbline model audits: passed, 1 compared in part",
            "- tuned: 1 of 2 leaves that passed had nothing to compare some metrics with"
                + " (norm.max_z, norm.patches), since the audits' bounds were set on another"
                + " checkpoint");
    assertThat(file("summary.md"))
        .contains("**Compared in part**", "| tuned | 1 | 2 | norm.max&#95;z, norm.patches |");
    assertThat(file("decision.html")).contains("<strong>Passed, 1 compared in part</strong>");
    JsonNode json = summary();
    assertThat(json.path("verdict").asText()).isEqualTo("passed");
    assertThat(json.path("compared_in_part").asInt()).isEqualTo(1);
    assertThat(json.has("record_command")).isFalse();
  }

  /** What else is undecided is what is wrong with it, and more images may help. */
  @Test
  void anUndecidedLeafIsUndecidedThoughSomeOfItHadNothingToCompare() throws IOException {
    leaf(norms, "tuned", "conv_in", 50)
        .publishes(said(false, Optional.empty(), "norm.max_z"))
        .aborts("the scenes cannot tell");
    passed("tuned", "conv_out");
    run();

    assertThat(summary().path("headline").asText()).isEqualTo("passed, 1 undecided");
  }

  @Test
  void aRunWithSomethingToCompareSaysNothingOfIt() throws IOException {
    passed("sd15", "conv_in");
    run();

    assertThat(run.console()).doesNotContain("compare with", "baseline.mode");
    assertThat(file("decision.html")).doesNotContain("compare with", "verdict open");
    JsonNode json = summary();
    assertThat(json.path("verdict").asText()).isEqualTo("passed");
    assertThat(json.has("record_command")).isFalse();
  }
}
