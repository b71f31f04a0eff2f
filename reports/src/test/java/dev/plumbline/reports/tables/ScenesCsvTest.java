package dev.plumbline.reports.tables;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static dev.plumbline.reports.FakeAudits.notApplicable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.Written;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.MadeLeaves;
import dev.plumbline.reports.results.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.UniqueId;

class ScenesCsvTest {

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms =
      audits.audit("org.example.NormAudits", "anomalies", "No token's norm stands out");

  @TempDir Path folder;

  private static Contributions alone() {
    return Contributions.total(
        List.of(new Image("1.png", "1.png"), new Image("2.png", "2.png")), new double[] {1, 3});
  }

  private static Contributions inScenes() {
    return Contributions.ratio(
        List.of(
            new Image("=yard/1.png", "=yard"),
            new Image("a, \"b\"/1.png", "a, \"b\""),
            new Image("a, \"b\"/2.png", "a, \"b\"")),
        new double[] {7, 1, 2},
        new double[] {10, 3, 6});
  }

  @Test
  void hasARowForEverySceneOfEveryMetricThatImagesContributeTo() throws IOException {
    FakeAudits.Node first = leaf(norms, "@sd15", "conv_in", 50);
    first
        .records(metric(first, "finite.non_finite", 4, 0))
        .contributes("finite.non_finite", alone());
    FakeAudits.Node second = leaf(norms, "@sd15", "up_blocks.1.upsamplers.0", 200);
    second
        .records(
            metric(second, "norm.patches", 10 / 19.0, 1),
            metric(second, "norm.recurrence", 1, 1),
            notApplicable(second, "norm.edge_share"))
        .contributes("norm.patches", inScenes());

    List<CSVRecord> rows = new Run().of(audits, folder).scenes();

    assertThat(Files.readAllLines(folder.resolve("scenes.csv")))
        .containsExactly(
            "checkpoint,audit,metric,block,layer,timestep,scene,images,value",
            "'@sd15,NormAudits.anomalies,finite.non_finite,conv_in,conv_in,50,1.png,1,1.0",
            "'@sd15,NormAudits.anomalies,finite.non_finite,conv_in,conv_in,50,2.png,1,3.0",
            "'@sd15,NormAudits.anomalies,norm.patches,up_blocks.1,up_blocks.1.upsamplers.0,200,"
                + "'=yard,1,0.7",
            "'@sd15,NormAudits.anomalies,norm.patches,up_blocks.1,up_blocks.1.upsamplers.0,200,"
                + "\"a, \"\"b\"\"\",2,0.3333333333333333");
    assertThat(rows.get(3).get("scene")).isEqualTo("a, \"b\"");
  }

  @Test
  void isNotThereWithoutScenesOfSeveralImages() throws IOException {
    Files.writeString(folder.resolve("scenes.csv"), "of an earlier run");
    Files.writeString(folder.resolve("scenes.csv.part"), "of a run that was killed");
    FakeAudits.Node leaf = leaf(norms, "sd15", "conv_in", 50);
    leaf.records(metric(leaf, "finite.non_finite", 4, 0)).contributes("finite.non_finite", alone());

    new Run().of(audits, folder);

    assertThat(folder.resolve("metrics.csv")).exists();
    assertThat(folder.resolve("scenes.csv")).doesNotExist();
    assertThat(folder.resolve("scenes.csv.part")).doesNotExist();
  }

  @Test
  void growsBesideItsPlaceAndHasItsNameWhenItIsComplete() {
    FakeAudits.Node first = leaf(norms, "sd15", "conv_in", 50);
    first.records(metric(first, "norm.patches", 0.5, 1)).contributes("norm.patches", inScenes());
    FakeAudits.Node second = leaf(norms, "sd15", "conv_out", 50);
    second.does(
        () -> {
          assertThat(folder.resolve("scenes.csv")).doesNotExist();
          assertThat(folder.resolve("scenes.csv.part")).isNotEmptyFile();
        });

    Written written = new Run().of(audits, folder);

    assertThat(written.scenes()).hasSize(2);
    assertThat(written.leaves()).hasSize(2);
    assertThat(folder.resolve("scenes.csv.part")).doesNotExist();
  }

  @Test
  void aRunThatIsCompletedKeepsTheRowsOfWhatIsNotRunAgain() throws IOException {
    FakeAudits.Node stays = leaf(norms, "@sd15", "conv_in", 50);
    stays.records(metric(stays, "norm.patches", 0.5, 1)).contributes("norm.patches", inScenes());
    FakeAudits.Node again = leaf(norms, "@sd15", "conv_out", 50).fails(new AssertionError("no"));
    again
        .records(metric(again, "norm.patches", 2, 1), metric(again, "norm.recurrence", 2, 1))
        .contributes("norm.patches", inScenes())
        .contributes("norm.recurrence", inScenes());
    Run run = new Run();
    audits.launcher(run.listener()).execute(FakeAudits.request(Run.parameters(folder)));
    List<String> rows = Files.readAllLines(folder.resolve("scenes.csv"));
    assertThat(rows).hasSize(1 + 3 * 2);

    FakeAudits rerun = new FakeAudits();
    FakeAudits.Node now =
        leaf(
            rerun.audit("org.example.NormAudits", "anomalies", "No token's norm stands out"),
            "@sd15",
            "conv_out",
            50);
    now.records(metric(now, "norm.patches", 0.5, 1), metric(now, "norm.recurrence", 0.5, 1))
        .contributes("norm.patches", inScenes()); // of the other no image gave anything
    rerun.launcher(run.listener()).execute(FakeAudits.request(Run.parameters(folder), now));

    assertThat(Files.readAllLines(folder.resolve("scenes.csv")))
        .containsExactlyElementsOf(rows.subList(0, 5));
    assertThat(folder.resolve("scenes.csv.earlier")).doesNotExist();
    assertThat(run.console()).doesNotContain("cannot write");
  }

  @Test
  void leavesThatCannotBeHeldUntilTheFirstSceneAreNotLostWithoutAWord() throws IOException {
    ScenesCsv held = new ScenesCsv(folder.resolve("held.csv"), folder.resolve("earlier"), 7);
    ScenesCsv dropped = new ScenesCsv(folder.resolve("dropped.csv"), folder.resolve("earlier"), 6);
    for (ScenesCsv table : List.of(held, dropped)) {
      table.leaf(result(alone()));
      table.leaf(result(alone()));
    }
    held.leaf(result(inScenes()));
    dropped.leaf(result(alone()));
    dropped.leaf(result(alone()));

    assertThat(folder.resolve("held.csv.part")).content().contains("1.png,1,1.0", "yard");
    assertThatThrownBy(() -> dropped.leaf(result(inScenes())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("after 1 leaves");
  }

  @Test
  void whatACompletedRunLeftNoTableOfIsNotLostWithoutAWord() throws IOException {
    ScenesCsv table = new ScenesCsv(folder.resolve("scenes.csv"), folder.resolve("earlier"));
    table.begin();
    table.takenOver(result(alone()));

    assertThatThrownBy(() -> table.leaf(result(inScenes()))).hasMessageContaining("no table");
  }

  private static LeafResult result(Contributions given) {
    FakeAudits.Node node =
        leaf(
            new FakeAudits().audit("org.example.NormAudits", "norms", "None stands out"),
            "sd15",
            "conv_in",
            50);
    return MadeLeaves.leaf(
        UniqueId.forEngine("model-audit"),
        Outcome.PASSED,
        List.of(metric(node, "norm.patches", 0.5, 1)),
        Map.of("norm.patches", given));
  }
}
