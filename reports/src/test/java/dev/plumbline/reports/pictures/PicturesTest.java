package dev.plumbline.reports.pictures;

import static dev.plumbline.reports.FakeAudits.against;
import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Grid;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

  private static final LeafGrids MAPS =
      new LeafGrids(
          List.of(
              Grid.ofTokens("norm.mean_map", "Mean", "‖x‖₂", 1, 2, new float[] {1, Float.NaN})
                  .ofImage("=a.jpg", new boolean[] {true, false})),
          image -> Optional.empty());

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms =
      audits.audit("org.example.NormAudits", "norms", "No token stands out");

  @TempDir Path folder;

  @Test
  void aProfileHasItsNumbersBesideItInTheNetworksOrder() {
    audits.orders("base", "conv_in", "down_blocks.0.resnets.0", "up_blocks.0.resnets.0");
    for (String checkpoint : List.of("base", "tuned")) {
      for (String layer : List.of("up_blocks.0.resnets.0", "conv_in", "down_blocks.0.resnets.0")) {
        FakeAudits.Node leaf = leaf(norms, checkpoint, layer, 50);
        leaf.records(metric(leaf, "norm.max_relative_norm", 5, layer.equals("conv_in") ? 4 : 6))
            .contributes(
                "norm.max_relative_norm",
                Contributions.maximum(
                    List.of(new Image("a", "a"), new Image("b", "b"), new Image("c", "c")),
                    new double[] {1, 5, 2}));
      }
    }

    Written written = new Run().of(audits, folder);

    assertThat(folder.resolve("pictures/profile-tuned-t50.svg")).exists();
    List<CSVRecord> rows = written.rows("pictures/profile-tuned-t50.csv");
    assertThat(rows)
        .extracting(row -> row.get("of") + " " + row.get("curve") + " " + row.get("layer"))
        .containsExactly(
            "subject of all images conv_in",
            "subject of all images down_blocks.0.resnets.0",
            "subject of all images up_blocks.0.resnets.0",
            "checkpoint base: of all images conv_in",
            "checkpoint base: of all images down_blocks.0.resnets.0",
            "checkpoint base: of all images up_blocks.0.resnets.0");
    assertThat(rows.get(0).toMap())
        .containsEntry("value", "5.0")
        .containsEntry("low", "1.0")
        .containsEntry("high", "5.0")
        .containsEntry("at_most", "4.0")
        .containsEntry("violated", "true");
    assertThat(rows.get(3).get("low")).isEmpty();
  }

  @Test
  void withoutAnOrderOfTheEnginesTheTestPlansStands() {
    for (String layer : List.of("first.9", "second.0", "a")) {
      FakeAudits.Node leaf = leaf(norms, "sd15", layer, 50);
      leaf.records(metric(leaf, "norm.max_relative_norm", 5, 9));
    }
    // Another audit has more layers, and another checkpoint as well.
    FakeAudits.Node more = audits.audit("org.example.OtherAudits", "other", "All is well");
    for (String layer : List.of("second.0", "b", "a")) {
      FakeAudits.Node leaf = leaf(more, "tuned", layer, 50);
      leaf.records(metric(leaf, "norm.max_relative_norm", 5, 9));
    }
    norms.parallel();

    Written written = new Run().of(audits, folder);

    assertThat(written.rows("pictures/profile-sd15-t50.csv"))
        .extracting(row -> row.get("of") + " " + row.get("layer"))
        .containsExactly(
            "subject first.9",
            "subject second.0",
            "subject a",
            "checkpoint second.0",
            "checkpoint b",
            "checkpoint a");
  }

  @Test
  void aRunThatCompletesAnotherKeepsItsOrder() {
    String[] order = {"z", "y", "x"};
    for (String layer : order) {
      FakeAudits.Node leaf = leaf(norms, "sd15", layer, 50);
      leaf.records(metric(leaf, "norm.max_relative_norm", 5, 9)).fails(new AssertionError("no"));
    }
    audits.orders("sd15", order);
    Run run = new Run();
    run.of(audits, folder);
    FakeAudits again = new FakeAudits();
    FakeAudits.Node now =
        leaf(again.audit("org.example.NormAudits", "norms", "n"), "sd15", "y", 50);
    now.records(metric(now, "norm.max_relative_norm", 6, 9));

    Written written = run.of(again, folder);

    assertThat(written.rows("pictures/profile-sd15-t50.csv"))
        .extracting(row -> row.get("layer") + " " + row.get("value"))
        .containsExactly("z 5.0", "y 6.0", "x 5.0");
  }

  @Test
  void aPublishedProfileIsDrawnBesideTheRunsOwn() {
    FakeAudits.Node leaf = leaf(norms, "mine", "conv_in", 50);
    leaf.records(metric(leaf, "similarity.relative.corner", 0.9, 2));

    audits.run(
        new Run().listener(),
        Map.of(AuditParameters.REPORT_DIR, folder.toString(), AuditParameters.PUBLISHED, "sd15"));

    assertThat(new Written(folder).rows("pictures/profile-mine-t50.csv"))
        .extracting(row -> row.get("of") + " " + row.get("layer"))
        .containsExactly("subject conv_in", "published conv_in");
  }

  @Test
  void everyCheckedMetricHasAHeatMap() {
    FakeAudits.Node leaf = leaf(norms, "=mine", "conv_in", 50);
    leaf.records(metric(leaf, "my.metric/own", 5, 4));

    Written written = new Run().of(audits, folder);

    assertThat(folder.resolve("pictures/heat-map-_mine-my.metric_own.svg")).exists();
    assertThat(written.rows("pictures/heat-map-_mine-my.metric_own.csv"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("checkpoint")).isEqualTo("'=mine");
              assertThat(row.get("value")).isEqualTo("5.0");
              assertThat(row.get("verdict")).isEqualTo("failed");
            });
  }

  @Test
  void namesThatAreAlikeDoNotTakeEachOthersFiles() throws IOException {
    for (String checkpoint : List.of("a/b", "a:b", "A:B")) {
      FakeAudits.Node leaf = leaf(norms, checkpoint, "conv_in", 50);
      leaf.records(metric(leaf, "norm.max_z", 5, 9));
    }

    new Run().of(audits, folder);

    try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              "heat-map-a_b-norm.max_z.svg",
              "heat-map-a_b-norm.max_z-2.svg",
              "heat-map-A_B-norm.max_z-3.svg");
    }
  }

  @Test
  void mapsAreAttachedToTheLeavesThatFailedWorstAndTheOthersSaySo() throws IOException {
    int leaves = Pictures.MOST_LEAVES + 2;
    for (int i = 0; i < leaves; i++) {
      FakeAudits.Node leaf = leaf(norms, "sd15", "up_blocks." + i + ".resnets.0", 50);
      leaf.records(metric(leaf, "norm.max_z", 10 + i, 1))
          .shows(MAPS)
          .fails(new AssertionError("too high"));
    }

    Written written = new Run().of(audits, folder);

    assertThat(written.leaves()).hasSize(leaves);
    for (int i = 0; i < leaves; i++) {
      JsonNode leaf = written.leaf("norms[sd15, up_blocks[" + i + "].resnets[0]");
      if (i < 2) {
        assertThat(leaf.path("attachments")).hasSize(1);
        assertThat(leaf.path("descriptionHtml").asText())
            .contains("No maps: they are drawn of the 12 leaves", "and 2 more failed");
      } else {
        assertThat(leaf.path("attachments"))
            .extracting(one -> one.path("name").asText() + " " + one.path("type").asText())
            .containsExactly(
                "metrics text/csv", "maps image/svg+xml", "numbers of the maps text/csv");
        for (JsonNode one : leaf.path("attachments")) {
          assertThat(folder.resolve("allure-results").resolve(one.path("source").asText()))
              .isNotEmptyFile();
        }
      }
    }
    assertThat(Files.readString(folder.resolve("decision.html")))
        .contains("No maps were drawn of 2 more");
  }

  @Test
  void everyAuditThatFailedHasMapsHoweverManyOfAnotherAreWorse() throws IOException {
    FakeAudits.Node others = audits.audit("org.example.OtherAudits", "others", "All is well");
    for (int i = 0; i < 40; i++) {
      FakeAudits.Node leaf = leaf(norms, "sd15", "up_blocks." + i + ".resnets.0", 50);
      leaf.records(metric(leaf, "norm.max_z", 100 + (i * 7) % 40, 1))
          .shows(MAPS)
          .fails(new AssertionError("too high"));
    }
    FakeAudits.Node other = leaf(others, "sd15", "conv_in", 50);
    other.records(metric(other, "mine", 2, 1)).shows(MAPS).fails(new AssertionError("too high"));

    new Run().of(audits, folder);

    try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("maps-") && name.endsWith(".svg"))
          .hasSize(Pictures.MOST_LEAVES)
          .contains("maps-others_sd15_conv_in_t_50_.svg")
          .contains("maps-norms_sd15_up_blocks_17_.resnets_0_t_50_.svg"); // (17 * 7) % 40 is 39
    }
    assertThat(Files.readString(folder.resolve("decision.html")))
        .contains("No maps were drawn of 29 more");
  }

  @Test
  void theNumbersOfMapsAreThereRowByRowAndTheMarksToo() {
    FakeAudits.Node leaf = leaf(norms, "sd15", "conv_in", 50);
    leaf.records(metric(leaf, "norm.max_z", 10, 1)).shows(MAPS).fails(new AssertionError("no"));

    Written written = new Run().of(audits, folder);

    assertThat(folder.resolve("pictures/maps-norms_sd15_conv_in_t_50_.csv"))
        .hasContent(
            """
            grid,image,unit,row,0,1
            norm.mean_map,'=a.jpg,‖x‖₂,0,1.000,
            norm.mean_map,'=a.jpg,marked,0,1,0
            """);
    assertThat(written.leaves()).hasSize(1);
  }

  @Test
  void aProfileHasTheBaselineTheControlAndOtherCheckpoints() throws IOException {
    for (String layer : List.of("conv_in", "conv_out")) {
      FakeAudits.Node own = leaf(norms, "tuned", layer, 50);
      own.records(against(own, "norm.max_relative_norm", 5, 4.4, 4));
      for (String other : List.of("tuned~random", "sd15")) {
        FakeAudits.Node beside = leaf(norms, other, layer, 50);
        beside.records(metric(beside, "norm.max_relative_norm", 2, 9));
      }
    }

    Written written = new Run().of(audits, folder);

    assertThat(Files.readString(folder.resolve("pictures/profile-tuned-t50.svg")))
        .contains("baseline: of all images", "tuned~random: of all images")
        .contains("sd15: of all images");
    assertThat(written.rows("pictures/profile-tuned-t50.csv"))
        .extracting(row -> row.get("curve") + " " + row.get("of") + " " + row.get("value"))
        .contains(
            "baseline: of all images baseline 4.0", "tuned~random: of all images control 2.0");
    assertThat(written.rows("pictures/profile-sd15-t50.csv"))
        .extracting(row -> row.get("curve"))
        .contains("tuned~random: of all images") // the only control of the run
        .doesNotContain("baseline: of all images");
  }

  @Test
  void aRunWithoutFiguresHasNoPictures() {
    leaf(norms, "sd15", "conv_in", 50).aborts("nothing");

    new Run().of(audits, folder);

    assertThat(folder.resolve("pictures")).doesNotExist();
    assertThat(folder.resolve("decision.html")).exists();
  }

  @Test
  void picturesOfAnEarlierRunAreTakenAway() throws IOException {
    Files.createDirectories(folder.resolve("pictures"));
    Files.writeString(folder.resolve("pictures/profile-old-t50.svg"), "old");
    FakeAudits.Node leaf = leaf(norms, "sd15", "conv_in", 50);
    leaf.records(metric(leaf, "norm.max_relative_norm", 5, 9));

    new Run().of(audits, folder);

    assertThat(folder.resolve("pictures/profile-old-t50.svg")).doesNotExist();
    assertThat(folder.resolve("pictures/profile-sd15-t50.svg")).exists();
  }
}
