package dev.plumbline.reports.allure;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllureResultsTest {

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node corners =
      audits.audit("org.example.CornerAudits", "corners", "Corners are ordinary");

  @TempDir Path folder;

  @Test
  void aLeafIsFoundByCheckpointAuditAndLayerAndByPhenomenonAndBlock() {
    leaf(corners, "sd15", "up_blocks.1.upsamplers.0", 50);

    JsonNode result = new Run().of(audits, folder).leaves().get(0);

    assertThat(result.path("name").asText())
        .isEqualTo("corners[sd15, up_blocks[1].upsamplers[0], t=50]");
    assertThat(result.path("fullName").asText())
        .isEqualTo("org.example.CornerAudits.corners[sd15, up_blocks[1].upsamplers[0], t=50]");
    assertThat(result.path("description").asText()).isEqualTo("Corners are ordinary");
    assertThat(Written.labels(result, "parentSuite")).containsExactly("sd15");
    assertThat(Written.labels(result, "suite")).containsExactly("CornerAudits.corners");
    assertThat(Written.labels(result, "subSuite")).containsExactly("up_blocks[1].upsamplers[0]");
    assertThat(Written.labels(result, "epic")).containsExactly("Plumbline");
    assertThat(Written.labels(result, "feature")).containsExactly("corner-similarity");
    assertThat(Written.labels(result, "story")).containsExactly("up_blocks[1]");
    assertThat(Written.labels(result, "tag"))
        .containsExactly(
            "block:up_blocks.1",
            "checkpoint:sd15",
            "layer:up_blocks.1.upsamplers.0",
            "phenomenon:corner-similarity",
            "timestep:50");
    assertThat(Written.labels(result, "thread")).containsExactly(Thread.currentThread().getName());
    assertThat(Written.labels(result, "host")).isEmpty();
    assertThat(result.path("parameters"))
        .extracting(parameter -> parameter.path("value").asText())
        .containsExactly("sd15", "up_blocks.1.upsamplers.0", "50");
    assertThat(result.path("start").asLong())
        .isPositive()
        .isLessThanOrEqualTo(result.path("stop").asLong());
  }

  @Test
  void aLeafKeepsItsIdentityFromRunToRunAndSharesItWithNoOther() {
    leaf(corners, "sd15", "conv_in", 50);
    leaf(corners, "sd15", "conv_in", 200);

    Written first = new Run().of(audits, folder.resolve("first"));
    FakeAudits again = new FakeAudits();
    leaf(again.audit("org.example.CornerAudits", "corners", "Reworded"), "sd15", "conv_in", 50);
    JsonNode second = new Run().of(again, folder.resolve("second")).leaves().get(0);

    assertThat(first.leaves())
        .extracting(result -> result.path("historyId").asText())
        .doesNotHaveDuplicates()
        .contains(second.path("historyId").asText());
    assertThat(second.path("testCaseId").asText())
        .isEqualTo(first.leaf("corners[sd15, conv_in, t=50]").path("testCaseId").asText());
  }

  @Test
  void theMetricsAreAttachedThoseThatFailedFirst() throws IOException {
    FakeAudits.Node leaf = leaf(corners, "sd15", "conv_in", 50);
    leaf.records(metric(leaf, "similarity.full.corner", 0.5, 1), metric(leaf, "=mine", 2, 1))
        .fails(new AssertionError("=mine is 2"));

    JsonNode result = new Run().of(audits, folder).leaves().get(0);

    JsonNode attachment = result.at("/attachments/0");
    assertThat(attachment.path("type").asText()).isEqualTo("text/csv");
    assertThat(folder.resolve("allure-results").resolve(attachment.path("source").asText()))
        .hasContent(
            """
            metric,value,at_least,at_most,verdict,n,ci_low,ci_high,scenes
            '=mine,2.0,,1.0,failed,64,,,
            similarity.full.corner,0.5,,1.0,passed,64,,,
            """);
  }

  @Test
  void aCheckpointThatCannotBeReadIsALeafWithWhatIsKnown() {
    FakeAudits.unreadable(corners, "broken").fails(new IllegalStateException("no U-Net in it"));

    JsonNode result = new Run().of(audits, folder).leaves().get(0);

    assertThat(result.path("name").asText()).isEqualTo("corners[broken]");
    assertThat(result.path("status").asText()).isEqualTo("broken");
    assertThat(Written.labels(result, "parentSuite")).containsExactly("broken");
    assertThat(Written.labels(result, "subSuite")).isEmpty();
    assertThat(Written.labels(result, "tag")).containsExactly("checkpoint:broken");
    assertThat(result.path("parameters")).hasSize(1);
    assertThat(result.path("attachments")).isEmpty();
  }

  @Test
  void whatWasThrownIsToldWithoutNoise() {
    AssertionError plain = new AssertionError("\n  norm.max_z is 9, at most 8\n");
    plain.setStackTrace(new StackTraceElement[0]);
    leaf(corners, "sd15", "conv_in", 50).fails(plain);
    leaf(corners, "sd15", "conv_out", 50).fails(new IllegalStateException());

    Written written = new Run().of(audits, folder);

    JsonNode bound = written.leaf("corners[sd15, conv_in").path("statusDetails");
    assertThat(bound.path("message").asText()).isEqualTo("norm.max_z is 9, at most 8");
    assertThat(bound.path("trace").asText()).isEqualTo("norm.max_z is 9, at most 8");
    JsonNode silent = written.leaf("corners[sd15, conv_out").path("statusDetails");
    assertThat(silent.path("message").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(silent.path("trace").asText()).contains("AllureResultsTest");
  }

  @Test
  void markupAndLineBreaksStayText() {
    FakeAudits odd = new FakeAudits();
    FakeAudits.Node audit =
        odd.audit("org.example.Odd", "odd", "<img src=x onerror=alert(1)> & \"more\"");
    leaf(audit, "<b>sd</b>\n'15'", "conv_in", 50)
        .fails(new AssertionError("1 < 2\n<\u001b[0mscript>alert(1)</script>"));

    JsonNode result = new Run().of(odd, folder).leaves().get(0);

    assertThat(result.path("name").asText()).isEqualTo("odd[<b>sd</b> '15', conv_in, t=50]");
    assertThat(result.path("descriptionHtml").asText())
        .isEqualTo("<p>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;</p>");
    assertThat(result.at("/statusDetails/message").asText())
        .isEqualTo("1 < 2\n<[0mscript>alert(1)<\u2060/script>");
    assertThat(result.at("/statusDetails/trace").asText()).doesNotContainPattern("<[a-zA-Z/!?]");
    assertThat(result.at("/parameters/0/value").asText()).isEqualTo("<b>sd</b>\n'15'");
  }

  @Test
  void theEnvironmentIsWhatTheRunSaidOfItself() throws IOException {
    leaf(corners, "sd15", "conv_in", 50);
    audits.note(RunNote.Kind.ENVIRONMENT, "device", "cpu, 8 threads: \u00e9");
    audits.note(RunNote.Kind.WARNING, "images", "one.jpg is left out");
    audits.note(RunNote.Kind.WARNING, "images", "one.jpg is left out");
    audits.note(RunNote.Kind.RESULT, "baseline of sd15", "sd15.csv, paired");
    audits.note(RunNote.Kind.RESULT, "baseline of sd15", "3 leaves are better");

    Written written = new Run().of(audits, folder);

    assertThat(written.environment())
        .containsEntry("device", "cpu, 8 threads: \u00e9")
        .containsEntry("warning 1", "images: one.jpg is left out")
        .doesNotContainKey("warning 2")
        .containsEntry("baseline of sd15", "sd15.csv, paired; 3 leaves are better")
        .containsKeys("java", "os");
  }

  @Test
  void theExecutorIsTheBuildOrThisMachine() {
    leaf(corners, "sd15", "conv_in", 50);

    JsonNode local = new Run().of(audits, folder).executor();
    FakeAudits again = new FakeAudits();
    leaf(again.audit("org.example.CornerAudits", "corners", "x"), "sd15", "conv_in", 50);
    JsonNode build =
        new Run(
                Map.of(
                    "GITHUB_SERVER_URL", "https://git.example",
                    "GITHUB_REPOSITORY", "some/model",
                    "GITHUB_RUN_ID", "77",
                    "GITHUB_RUN_NUMBER", "5",
                    "GITHUB_WORKFLOW", "gate"))
            .of(again, folder)
            .executor();

    assertThat(local.path("type").asText()).isEqualTo("local");
    assertThat(local.path("buildOrder").asInt()).isEqualTo(1);
    assertThat(build.path("type").asText()).isEqualTo("github");
    assertThat(build.path("buildName").asText()).isEqualTo("gate #5");
    assertThat(build.path("buildUrl").asText())
        .isEqualTo("https://git.example/some/model/actions/runs/77");
    assertThat(build.path("buildOrder").asInt()).isEqualTo(2);
  }

  @Test
  void aHistoryThatCannotBeReadBeginsAnew() throws IOException {
    leaf(corners, "sd15", "conv_in", 50);
    Files.createDirectories(folder.resolve("allure-history"));
    Files.writeString(folder.resolve("allure-history/history-trend.json"), "{not json");

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(written.executor().path("buildOrder").asInt()).isEqualTo(1);
    assertThat(written.history()).hasSize(1);
    assertThat(run.console()).contains("Report:");
  }
}
