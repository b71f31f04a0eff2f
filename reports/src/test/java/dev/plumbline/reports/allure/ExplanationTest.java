package dev.plumbline.reports.allure;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static dev.plumbline.reports.FakeAudits.notApplicable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.Explained;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.Written;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {

  /** Never runs; the fake engine only names it. */
  @Explained(
      measures = "Norms <b>all</b>",
      matters = "They dominate.",
      whenItFails = "Mask them.",
      links = {"https://example.org/a?b=1", "javascript:alert(1)"},
      severity = Explained.Severity.CRITICAL)
  @SuppressWarnings("unused")
  static class ExplainedAudits {

    void ofClass() {}

    @Explained(measures = "Its own", matters = "m", whenItFails = "w")
    void ofMethod() {}
  }

  @TempDir Path folder;

  private JsonNode result(String className, String method) {
    FakeAudits audits = new FakeAudits();
    FakeAudits.Node leaf = leaf(audits.audit(className, method, "All is well"), "sd15", "x", 50);
    leaf.records(
            metric(leaf, "norm.max_z", 5, 1),
            metric(leaf, "norm.patches", 0.5, 1),
            notApplicable(leaf, "norm.edge_share"))
        .fails(new AssertionError("no"));
    return new Run().of(audits, folder).leaves().get(0);
  }

  @Test
  void whatTheAuthorSaysIsShownAsText() {
    JsonNode result = result(ExplainedAudits.class.getName(), "ofClass");

    assertThat(result.path("descriptionHtml").asText())
        .isEqualTo(
            "<p>All is well</p><p><b>Measured.</b> Norms &lt;b&gt;all&lt;/b&gt;</p>"
                + "<p><b>Why it matters.</b> They dominate.</p>"
                + "<p><b>When it fails.</b> Mask them.</p>");
    assertThat(Written.labels(result, "severity")).containsExactly("critical");
    assertThat(result.path("links"))
        .extracting(link -> link.path("url").asText())
        .containsExactly("https://example.org/a?b=1");
  }

  @Test
  void theMethodsExplanationReplacesTheClasses() {
    JsonNode result = result(ExplainedAudits.class.getName(), "ofMethod");

    assertThat(result.path("descriptionHtml").asText()).contains("Its own").doesNotContain("Norms");
    assertThat(Written.labels(result, "severity")).containsExactly("normal");
  }

  @Test
  void anAuditNeedsNoExplanation() {
    assertThat(result("org.example.Gone", "gone").path("descriptionHtml").asText())
        .isEqualTo("<p>All is well</p>");
  }

  @Test
  void aLeafHasAStepForMeasuringAndOneForEachCheck() {
    JsonNode steps = result("org.example.Gone", "gone").path("steps");

    assertThat(steps)
        .extracting(step -> step.path("name").asText() + " " + step.path("status").asText())
        .containsExactly("Measure: 3 metrics passed", "Judge: 2 checks failed");
    assertThat(steps.get(1).path("steps"))
        .extracting(step -> step.path("name").asText() + " " + step.path("status").asText())
        .containsExactly("norm.max_z failed", "norm.patches passed");
    assertThat(steps.at("/1/steps/0/parameters"))
        .extracting(one -> one.path("name").asText() + " " + one.path("value").asText())
        .containsExactly("value 5", "bound at most 1", "n 64");
  }
}
