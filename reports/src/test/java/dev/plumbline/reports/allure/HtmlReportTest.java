package dev.plumbline.reports.allure;

import static dev.plumbline.reports.FakeAudits.accepted;
import static dev.plumbline.reports.FakeAudits.against;
import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static dev.plumbline.reports.FakeAudits.notApplicable;
import static dev.plumbline.reports.FakeAudits.undecided;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.report.NothingToCompare;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.pages.DecisionPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

  private static final List<String> LAYERS =
      List.of(
          "conv_in",
          "down_blocks.0.resnets.0",
          "down_blocks.1.attentions.1",
          "mid_block.attentions.0",
          "up_blocks.0.upsamplers.0",
          "up_blocks.1.upsamplers.0",
          "up_blocks.3.resnets.2",
          "conv_out");

  @TempDir Path folder;

  @Test
  void isOneFileThatHoldsTheResultsAndAsksNobodyForAnything() throws IOException {
    Run run = new Run();
    run.of(realistic(), folder);

    assertThat(run.console()).doesNotContain("REPORTS NOT WRITTEN");
    String html = Files.readString(folder.resolve("index.html"), StandardCharsets.UTF_8);
    assertThat(html).contains("<title>" + DecisionPage.TITLE + "</title>");
    assertThat(data(html, "data/suites.json"))
        .contains("sd15", "CornerAudits.corners", "up_blocks[1].upsamplers[0]");
    assertThat(data(html, "data/phenomena.json")).contains("corner-similarity", "up_blocks[1]");
    assertThat(data(html, "widgets/summary.json")).contains("\"total\":50");
    assertThat(data(html, "widgets/environment.json")).contains("onnxruntime", "warning 1");
    assertThat(data(html, "widgets/categories.json"))
        .contains("New violation", "Broken environment or checkpoint", "Inconclusive", "Not run");
    assertThat(loads(html)).allMatch(source -> source.startsWith("data:"));
    assertThat(html).doesNotContain("googletagmanager", "gtag(");
    assertThat(decoded(html, "text/css"))
        .doesNotContainPattern("(url\\(|@import)\\s*['\"]?(https?:)?//");
  }

  @Test
  void leavesAreListedByHowTheyStandAgainstWhatWasRecorded() throws IOException {
    FakeAudits audits = new FakeAudits();
    FakeAudits.Node norms = audits.audit("org.example.NormAudits", "norms", "None stands out");
    FakeAudits.Node worse = leaf(norms, "sd15", "conv_in", 50);
    worse.records(metric(worse, "norm.max_z", 3, 1)).fails(new AssertionError("too high"));
    FakeAudits.Node known = leaf(norms, "sd15", "conv_in", 100);
    known.records(accepted(known, "norm.max_z", 3, 1, 3));
    FakeAudits.Node gone = leaf(norms, "sd15", "conv_in", 150);
    gone.records(accepted(gone, "norm.max_z", 0.5, 1, 3));
    FakeAudits.Node better = leaf(norms, "sd15", "conv_in", 200);
    better.records(against(better, "norm.max_z", 0.5, 1.1, 1));
    FakeAudits.Node asBefore = leaf(norms, "sd15", "conv_in", 250);
    asBefore.records(against(asBefore, "norm.max_z", 1, 1.1, 1));
    leaf(norms, "sd15", "conv_in", 300).aborts("the scenes cannot tell");
    FakeAudits.Node heldBack = leaf(norms, "sd15", "conv_in", 350);
    heldBack
        .records(undecided(metric(heldBack, "norm.max_z", 1, 1)))
        .fails(new AssertionError("the scenes cannot tell"));
    FakeAudits.Node passedOver = leaf(norms, "sd15", "conv_in", 400);
    passedOver.records(undecided(metric(passedOver, "norm.max_z", 1, 1)));
    FakeAudits.unreadable(norms, "gone").fails(new IllegalStateException("no U-Net"));
    leaf(norms, "sd15", "conv_in", 500).skipped("switched off");
    leaf(norms, "sd15", "conv_in", 600)
        .publishes(new NothingToCompare(List.of("norm.max_z"), true, Optional.empty()).toEntry())
        .aborts("nothing to compare with");

    new Run().of(audits, folder);

    String html = Files.readString(folder.resolve("index.html"), StandardCharsets.UTF_8);
    JsonNode categories = new ObjectMapper().readTree(data(html, "data/categories.json"));
    Map<String, List<String>> listed = new TreeMap<>();
    for (JsonNode category : categories.path("children")) {
      List<String> leaves =
          category.findParents("parameters").stream()
              .map(one -> one.path("name").asText().replaceAll(".*t=|\\]$", ""))
              .sorted()
              .toList();
      listed.put(category.path("name").asText(), leaves);
    }
    assertThat(listed)
        .containsExactly(
            Map.entry("Broken environment or checkpoint", List.of("norms[gone")),
            Map.entry("Improved", List.of("150", "200")),
            Map.entry("Inconclusive", List.of("300", "350", "400")),
            Map.entry("Known violation", List.of("100")),
            Map.entry("New violation", List.of("50")),
            Map.entry("Not run", List.of("500")),
            Map.entry("Nothing to compare with", List.of("600")));
  }

  @Test
  void violationsOfOneMetricAreOneGroup() throws IOException {
    FakeAudits audits = new FakeAudits();
    FakeAudits.Node norms = audits.audit("org.example.NormAudits", "norms", "None stands out");
    for (int i = 0; i < 5; i++) {
      FakeAudits.Node leaf = leaf(norms, "sd15", "conv_in", 50 + i);
      leaf.records(metric(leaf, "norm.max_z", 3 + i, 1), metric(leaf, "norm.share", 2, i))
          .fails(new AssertionError("norm.max_z is " + (3 + i)));
    }
    leaf(norms, "sd15", "conv_out", 50).fails(new IllegalStateException("no U-Net"));

    new Run().of(audits, folder);

    String html = Files.readString(folder.resolve("index.html"), StandardCharsets.UTF_8);
    JsonNode categories = new ObjectMapper().readTree(data(html, "data/categories.json"));
    Map<String, Integer> groups = new TreeMap<>();
    for (JsonNode category : categories.path("children")) {
      for (JsonNode group : category.path("children")) {
        groups.put(
            category.path("name").asText() + " / " + group.path("name").asText(),
            group.path("children").size());
      }
    }
    assertThat(groups)
        .containsExactly(
            Map.entry("Broken environment or checkpoint / no U-Net", 1),
            Map.entry("New violation / norm.max_z", 5),
            Map.entry("New violation / norm.share", 2));
  }

  /** Returns what the page loads: sources of scripts, styles, images and frames. */
  private static List<String> loads(String html) {
    return Pattern.compile(
            "<(?:script|link|img|iframe|object|embed|source)\\b[^>]*?\\b(?:src|href|data)=\"([^\"]*)\"")
        .matcher(html)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static String data(String html, String name) {
    return decode(html, "d('" + name + "','", "'");
  }

  private static String decoded(String html, String type) {
    return decode(html, "data:" + type + ";base64,", "\"");
  }

  private static String decode(String html, String before, String after) {
    int begin = html.indexOf(before);
    assertThat(begin).as(before).isNotNegative();
    begin += before.length();
    return new String(
        Base64.getDecoder().decode(html.substring(begin, html.indexOf(after, begin))),
        StandardCharsets.UTF_8);
  }

  /** Two audits of eight layers at three timesteps, with everything that can become of a leaf. */
  private static FakeAudits realistic() {
    FakeAudits audits = new FakeAudits();
    audits.note(RunNote.Kind.ENVIRONMENT, "onnxruntime", "1.29.0");
    audits.note(RunNote.Kind.ENVIRONMENT, "checkpoint sd15", "unet/model.onnx, opset 17");
    audits.note(RunNote.Kind.WARNING, "device", "no CUDA device; running on the CPU");
    FakeAudits.Node corners =
        audits.audit(
            "org.example.CornerAudits",
            "corners",
            "Corner tokens are no more alike than the same content elsewhere");
    FakeAudits.Node norms =
        audits.audit("org.example.NormAudits", "anomalies", "No token's norm stands out");
    for (String layer : LAYERS) {
      for (int timestep : new int[] {50, 200, 500}) {
        corner(leaf(corners, "sd15", layer, timestep), layer, timestep);
        norm(leaf(norms, "sd15", layer, timestep), layer);
      }
    }
    FakeAudits.unreadable(corners, "broken-model")
        .fails(new IllegalStateException("broken-model: no U-Net in this folder"));
    FakeAudits.unreadable(norms, "broken-model")
        .fails(new IllegalStateException("broken-model: no U-Net in this folder"));
    return audits;
  }

  private static void corner(FakeAudits.Node leaf, String layer, int timestep) {
    double value = layer.length() * timestep / 1e5;
    leaf.records(
        metric(leaf, "similarity.difference.corner", value, 0.1),
        metric(leaf, "similarity.full.corner", 0.31, 1));
    if (value > 0.1) {
      leaf.fails(
          new AssertionError(
              leaf.getLegacyReportingName()
                  + ": similarity.difference.corner is "
                  + value
                  + ", expected at most 0.1\n  outside by "
                  + (value - 0.1)));
    }
  }

  private static void norm(FakeAudits.Node leaf, String layer) {
    if (layer.equals("conv_in")) {
      leaf.skipped("norms of conv_in are switched off");
    } else if (layer.equals("conv_out")) {
      leaf.records(notApplicable(leaf, "norm.edge_share"))
          .aborts("norm.edge_share: there is no anomalous token");
    } else {
      leaf.records(metric(leaf, "norm.prevalence_robust_z8", 1e-4, 1e-3));
    }
  }
}
