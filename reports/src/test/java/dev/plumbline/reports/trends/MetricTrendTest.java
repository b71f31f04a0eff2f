package dev.plumbline.reports.trends;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.FakeAudits.Node;
import dev.plumbline.reports.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTrendTest {

  private static final String METRIC = "norm.max_z";

  @TempDir Path folder;

  /** A run of a checkpoint at two layers and one timestep. */
  private static final class Made {
    private final FakeAudits audits = new FakeAudits();
    private final Node norms = audits.audit("org.example.NormAudits", "norms", "None stands out");

    Made with(String fact, String value) {
      audits.note(RunNote.Kind.ENVIRONMENT, fact, value);
      return this;
    }

    Made of(String checkpoint, int timestep, double... values) {
      with(RunNote.INPUTS + checkpoint, "5eed");
      for (int layer = 0; layer < values.length; layer++) {
        Node leaf = leaf(norms, checkpoint, "down_blocks.0.resnets." + layer, timestep);
        leaf.records(metric(leaf, METRIC, values[layer], 10));
        if (values[layer] > 10) {
          leaf.fails(new AssertionError("too high"));
        }
      }
      return this;
    }

    Made in(Path folder) {
      Run run = new Run();
      run.of(audits, folder);
      assertThat(run.console()).doesNotContain("REPORTS NOT WRITTEN", "cannot write");
      return this;
    }
  }

  private static Made made() {
    return new Made();
  }

  /** What Allure's page shows of it. */
  private String shown() throws IOException {
    String html = Files.readString(folder.resolve("index.html"));
    String before = "d('widgets/metrics-trend.json','";
    int begin = html.indexOf(before) + before.length();
    byte[] json = Base64.getDecoder().decode(html.substring(begin, html.indexOf("'", begin)));
    return new ObjectMapper()
        .readTree(new String(json, StandardCharsets.UTF_8))
        .path("html")
        .asText();
  }

  private JsonNode kept() throws IOException {
    return new ObjectMapper()
        .readTree(folder.resolve("allure-history/" + MetricTrend.FILE).toFile());
  }

  @Test
  void metricsGoOnFromRunsOnTheSameInputs() throws IOException {
    made().of("sd15", 50, 1, 2, 4).in(folder);
    assertThat(shown()).contains("the first run that is kept", METRIC).doesNotContain("<svg");
    made().of("sd15", 50, 1, 3, 12).in(folder);
    made().of("sd15", 50, 0.5, 2.5, 5).in(folder);

    assertThat(shown())
        .contains("<b>3</b> comparable runs.", "aria-label=\"norm.max_z: median 2.500 now, 3 in")
        .contains("sd15: median 2, 1 to 4</title>")
        .contains("sd15: median 3, 1 to 12, outside its bound at 1 of 3</title>")
        .contains("sd15: median 2.500, 0.5000 to 5</title>")
        .containsOnlyOnce("m-4,-4l8,8m0,-8l-8,8");
    assertThat(kept()).hasSize(3);
    assertThat(kept().at("/0/checkpoints/0/metrics/0/median").asDouble()).isEqualTo(2.5);
    assertThat(kept().at("/0/name").asText()).isEqualTo("run 3");
  }

  @Test
  void theLineIsWhereTheFiguresAre() throws IOException {
    made().of("sd15", 50, 0, 5, 10).in(folder);
    made().of("sd15", 50, 0, 10, 10).in(folder);

    // From 0 at the bottom to 10 at the top: first in the middle, then at the top.
    assertThat(shown())
        .contains("points=\"6.0,6.0 234.0,6.0 234.0,42.0 6.0,42.0 \"")
        .contains("d=\"M6.0,24.0L234.0,6.0\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "split", "folds", "noise", "probe", "control"})
  void whatWasChosenOtherwiseIsNotComparable(String choice) throws IOException {
    made().with(choice, "one").of("sd15", 50, 1, 2).in(folder);
    made().with(choice, "other").of("sd15", 50, 3, 4).in(folder);

    assertThat(shown()).contains("No earlier run of the 1 that are kept").doesNotContain("<svg");
    made().with(choice, "one").of("sd15", 50, 5, 6).in(folder);
    assertThat(shown())
        .contains("<b>2</b> comparable runs; 1 more that are kept are not comparable.", "<svg");
  }

  @Test
  void otherImagesLayersOrTimestepsAreNotComparable() throws IOException {
    made().of("sd15", 50, 1, 2).in(folder);
    made().of("sd15", 100, 1, 2).in(folder);
    made().of("sd15", 50, 1, 2, 3).in(folder);
    made().with(RunNote.INPUTS + "other", "5eed").of("sd15", 50, 1).in(folder);
    assertThat(shown()).contains("No earlier run of the 3").doesNotContain("<svg");
    FakeAudits others = new FakeAudits();
    others.note(RunNote.Kind.ENVIRONMENT, RunNote.INPUTS + "sd15", "0ther");
    Node norms = others.audit("org.example.NormAudits", "norms", "None stands out");
    Node leaf = leaf(norms, "sd15", "down_blocks.0.resnets.0", 50);
    leaf.records(metric(leaf, METRIC, 1, 10));
    new Run().of(others, folder);
    assertThat(shown()).contains("No earlier run of the 4").doesNotContain("<svg");
  }

  @Test
  void whatItWasRunOnIsNotKnown() throws IOException {
    FakeAudits unknown = new FakeAudits();
    Node norms = unknown.audit("org.example.NormAudits", "norms", "None stands out");
    Node leaf = leaf(norms, "sd15", "conv_in", 50);
    leaf.records(metric(leaf, METRIC, 1, 10));
    new Run().of(unknown, folder);
    new Run().of(unknown, folder);

    assertThat(shown()).contains("Nothing was measured").doesNotContain("<svg");
  }

  @Test
  void aCheckpointAloneGoesOnFromOneOfAnotherName() throws IOException {
    made().of("step-1000", 50, 1, 2).in(folder);
    made().of("step-2000", 50, 3, 4).in(folder);

    assertThat(shown())
        .contains("<b>2</b> comparable runs.", "step-1000: median", "step-2000: median");
  }

  @Test
  void oneOfSeveralGoesOnFromItsName() throws IOException {
    made().of("one", 50, 1, 2).of("two", 50, 3, 4).in(folder);
    made().of("two", 50, 5, 6).of("three", 50, 7, 8).in(folder);

    assertThat(shown())
        .contains("two: median 3.500", "two: median 5.500")
        .doesNotContain("one: median", "three: median");
  }

  @Test
  void oneThatWasLeftOfSeveralIsNotAlone() throws IOException {
    Made two = made().of("base", 50, 1, 2);
    FakeAudits.unreadable(two.norms, "tuned").fails(new IllegalStateException("no U-Net"));
    two.in(folder);
    made().of("other", 50, 3, 4).in(folder);

    assertThat(shown()).contains("No earlier run").doesNotContain("base: median");
  }

  @Test
  void metricsThatCompareWithAnotherCheckpointAreNotShown() throws IOException {
    Made made = made().of("sd15", 50, 1);
    Node leaf = leaf(made.norms, "sd15", "conv_out", 50);
    leaf.records(metric(leaf, "fidelity.cosine", 1, 10));
    made.in(folder);

    assertThat(shown()).contains(METRIC).doesNotContain("fidelity");
  }

  @Test
  void aRunThatIsCompletedKeepsCheckpointsThatAreNotRunAgain() throws IOException {
    Made first = made().of("good", 50, 1, 2).of("bad", 50, 3, 12);
    Run run = new Run();
    first.audits.launcher(run.listener()).execute(FakeAudits.request(Run.parameters(folder)));
    Made again = made().with(RunNote.INPUTS + "bad", "5eed");
    Node leaf = leaf(again.norms, "bad", "down_blocks.0.resnets.1", 50);
    leaf.records(metric(leaf, METRIC, 4, 10));
    again.audits.launcher(run.listener()).execute(FakeAudits.request(Run.parameters(folder), leaf));

    assertThat(kept()).hasSize(1);
    assertThat(kept().at("/0/checkpoints").findValuesAsText("checkpoint"))
        .containsExactly("bad", "good");
    assertThat(kept().at("/0/checkpoints/0/metrics/0/most").asDouble()).isEqualTo(4);
  }

  @Test
  void namesAreNoMarkup() throws IOException {
    made().of("<img src=x>", 50, 1, 2).in(folder);
    made().of("<img src=x>", 50, 1, 2).in(folder);

    assertThat(shown()).contains("&lt;img src=x&gt;").doesNotContain("<img");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "nonsense",
        "{}",
        "[null, {}, {\"checkpoints\": [null, {\"metrics\": [null, {}]}]}]",
        "[{\"checkpoints\": [{\"checkpoint\": \"sd15\", \"metrics\": 3}]}]"
      })
  void aHistoryThatIsNoneIsBegunAnew(String text) throws IOException {
    Files.createDirectories(folder.resolve("allure-history"));
    Files.writeString(folder.resolve("allure-history").resolve(MetricTrend.FILE), text);

    made().of("sd15", 50, 1, 2).in(folder);
    made().of("sd15", 50, 1, 2).in(folder);

    assertThat(shown()).contains("<b>2</b> comparable runs");
  }

  @Test
  void figuresThatCannotBeDrawnAreLeftOut() throws IOException {
    made().of("sd15", 50, 1, 2).in(folder);
    Path file = folder.resolve("allure-history").resolve(MetricTrend.FILE);
    Files.writeString(
        file, Files.readString(file).replaceAll("\"least\":[0-9.]+", "\"least\":\"NaN\""));

    made().of("sd15", 50, 1, 2).in(folder);

    assertThat(shown()).contains("No earlier run").doesNotContain("NaN");
  }

  @Test
  void theOldestGiveWay() throws IOException {
    for (int run = 0; run < PastRuns.MOST + 2; run++) {
      PastRun.Figure figure = new PastRun.Figure(METRIC, "c", 1, run, run, run, 0);
      PastRuns.write(
          folder.resolve(MetricTrend.FILE),
          new PastRun(
              "run " + run, "", 1, List.of(new PastRun.OfCheckpoint("sd15", List.of(figure)))),
          PastRuns.read(folder.resolve(MetricTrend.FILE)));
    }

    List<PastRun> kept = PastRuns.read(folder.resolve(MetricTrend.FILE));
    assertThat(kept).extracting(PastRun::name).startsWith("run 21", "run 20").hasSize(19);
  }
}
