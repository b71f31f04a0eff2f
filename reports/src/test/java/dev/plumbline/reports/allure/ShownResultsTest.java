package dev.plumbline.reports.allure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.reports.results.LayerSequence;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.MadeLeaves;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.UniqueId;

class ShownResultsTest {

  @TempDir Path root;

  private final List<LeafResult> leaves = new ArrayList<>();
  private ReportFolder folder;

  @BeforeEach
  void write() throws IOException {
    folder = new ReportFolder(root);
    Files.createDirectories(folder.carriedHistory());
    Files.writeString(folder.carriedHistory().resolve("history.json"), "{}");
    for (String file : List.of("environment.properties", "categories.json", "executor.json")) {
      Files.writeString(folder.allureResults().resolve(file), file);
    }
    leaf("one", Outcome.PASSED);
    leaf("two", Outcome.ABORTED);
    leaf("three", Outcome.FAILED);
    leaf("four", Outcome.PASSED);
    leaf("five", Outcome.ABORTED);
    result("of-the-run", "no leaf's");
  }

  private void leaf(String name, Outcome outcome) throws IOException {
    UniqueId id = UniqueId.forEngine("model-audit").append("timestep", name);
    leaves.add(MadeLeaves.leaf(id, outcome, List.of(), Map.of()));
    result(name, AllureTestResults.stableId(id.toString()));
  }

  private void result(String name, String id) throws IOException {
    String attachment = name + "-attachment.csv";
    Files.writeString(folder.allureResults().resolve(attachment), name);
    Files.writeString(
        folder.allureResults().resolve(name + "-result.json"),
        "{\"historyId\":\"" + id + "\",\"attachments\":[{\"source\":\"" + attachment + "\"}]}");
  }

  private ShownResults shown(int most) throws IOException {
    RunResults run =
        new RunResults(leaves, List.of(), List.of(), new LayerSequence(List.of()), Duration.ZERO);
    return ShownResults.of(run, folder, root.resolve("work"), most);
  }

  @Test
  void allAreShownOfAnOrdinaryRun() throws IOException {
    assertThat(shown(5)).isEqualTo(new ShownResults(folder.allureResults(), 5));
    assertThat(root.resolve("work")).doesNotExist();
  }

  @Test
  void ofALargerOneThoseThatFailedComeFirstAndThoseThatPassedLast() throws IOException {
    ShownResults shown = shown(2);

    assertThat(shown.leaves()).isEqualTo(2);
    try (Stream<Path> files = Files.walk(shown.folder())) {
      assertThat(files.filter(Files::isRegularFile))
          .extracting(file -> shown.folder().relativize(file).toString().replace('\\', '/'))
          .containsExactlyInAnyOrder(
              "three-result.json",
              "three-attachment.csv",
              "two-result.json",
              "two-attachment.csv",
              "of-the-run-result.json",
              "of-the-run-attachment.csv",
              "environment.properties",
              "categories.json",
              "executor.json",
              "history/history.json");
    }
    assertThat(folder.allureResults().resolve("five-result.json")).exists();
  }
}
