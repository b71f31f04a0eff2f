package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of its scenes, from the U-Net to the files. */
class SceneResultsTest {

  /** What is no sum, share or maximum over images: nothing of it can be said of one scene. */
  private static final Pattern WITHOUT_SCENES =
      Pattern.compile("norm\\.recurrence|health\\.(?!update$).*");

  private static final List<String> MEANS =
      List.of("norm.mean_norm", "norm.patches", "similarity.full.corner", "similarity.full.border");

  @TempDir static Path folder;
  private static List<Map<String, String>> metrics;
  private static List<Map<String, String>> scenes;
  private static String console;

  @BeforeAll
  static void audit() throws IOException {
    console = run(folder, Map.of());
    metrics = read(folder.resolve("metrics.csv"));
    scenes = read(folder.resolve("scenes.csv"));
  }

  private static String run(Path reports, Map<String, String> parameters) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.put(AuditParameters.LAYERS, "mid_block.resnets[0],conv_out");
    return ReportedRun.of(
        reports,
        folder.resolve("bounds.csv"),
        "**,similarity.difference.corner,**,*,,-1,never so\n",
        all);
  }

  /** Reads rows without quotes, as those of the bundled checkpoint are. */
  private static List<Map<String, String>> read(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> columns = Arrays.asList(lines.get(0).split(",", -1));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      assertThat(cells).hasSameSizeAs(columns);
      Map<String, String> row = new LinkedHashMap<>();
      columns.forEach(column -> row.put(column, cells[row.size()]));
      rows.add(row);
    }
    return rows;
  }

  private static List<Map<String, String>> scenesOf(Map<String, String> metric) {
    return scenes.stream()
        .filter(
            scene ->
                List.of("checkpoint", "audit", "metric", "layer", "timestep").stream()
                    .allMatch(key -> scene.get(key).equals(metric.get(key))))
        .toList();
  }

  private static double figure(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  @Test
  void everyMetricThatImagesGiveToIsThereByScene() {
    for (Map<String, String> metric : metrics) {
      boolean none =
          WITHOUT_SCENES.matcher(metric.get("metric")).matches()
              || metric.get("verdict").equals("not-applicable");
      if (none) {
        assertThat(scenesOf(metric)).as(metric.toString()).isEmpty();
        assertThat(metric.get("scenes")).isEmpty();
      } else {
        assertThat(scenesOf(metric))
            .as(metric.toString())
            .hasSize(Integer.parseInt(metric.get("scenes")));
      }
    }
  }

  @Test
  void theScenesMakeUpTheWhole() {
    List<Map<String, String>> means =
        metrics.stream().filter(metric -> MEANS.contains(metric.get("metric"))).toList();
    assertThat(means).hasSize(2 * MEANS.size());
    for (Map<String, String> metric : means) {
      double images = 0;
      double sum = 0;
      for (Map<String, String> scene : scenesOf(metric)) {
        images += figure(scene, "images");
        sum += figure(scene, "images") * figure(scene, "value");
      }
      assertThat(sum / images)
          .as(metric.toString())
          .isCloseTo(figure(metric, "value"), within(1e-9 * Math.max(1, sum / images)));
    }
    assertThat(metrics)
        .filteredOn(metric -> metric.get("metric").startsWith("norm.max_"))
        .hasSize(6)
        .allSatisfy(
            metric ->
                assertThat(scenesOf(metric))
                    .extracting(scene -> scene.get("value"))
                    .contains(metric.get("value")));
  }

  @Test
  void meansHaveIntervalsAndMaximaHaveNone() {
    assertThat(metrics)
        .filteredOn(
            metric ->
                metric.get("metric").matches("similarity.*|probe.*|norm.mean_norm")
                    && !metric.get("verdict").equals("not-applicable"))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            metric ->
                assertThat(figure(metric, "value"))
                    .isBetween(figure(metric, "ci_low"), figure(metric, "ci_high")));
    assertThat(metrics)
        .filteredOn(metric -> metric.get("metric").matches("norm.max_.*|norm.rec.*|finite.*"))
        .hasSize(10)
        .allSatisfy(metric -> assertThat(metric.get("ci_low") + metric.get("ci_high")).isEmpty());
    assertThat(metrics)
        .filteredOn(metric -> metric.get("metric").startsWith("probe."))
        .allSatisfy(
            metric ->
                assertThat(Integer.parseInt(metric.get("scenes")))
                    .as("the test images' scenes")
                    .isLessThan(5));
  }

  @Test
  void aFailureSaysHowSureItIs() {
    Map<String, String> failed =
        metrics.stream()
            .filter(metric -> metric.get("verdict").equals("failed"))
            .findFirst()
            .orElseThrow();

    assertThat(console).contains(", 95 % ", " over " + failed.get("scenes") + " scenes");
  }

  @Test
  void latentsWithoutScenesLeaveNoFile(@TempDir Path reports) throws IOException {
    Path latents = TestInputs.smoothLatents(folder.resolve("latents.npy"), 6, 1);

    run(reports, Map.of(AuditParameters.LATENTS, latents.toString()));

    assertThat(reports.resolve("scenes.csv")).doesNotExist();
    assertThat(read(reports.resolve("metrics.csv")))
        .filteredOn(metric -> metric.get("metric").equals("norm.mean_norm"))
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(metric.get("scenes")).isEqualTo("6"));
  }
}
