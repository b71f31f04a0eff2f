package dev.plumbline.reports;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.explorer.ExplorerLinks;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.model.Link;
import io.qameta.allure.model.TestResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Allure's results: a JSON file for each leaf and for each failure of the run, the leaf's metrics
 * beside it, and at the end what Allure wants to know of the run as a whole.
 */
final class AllureResults implements Report {

  private final Path folder;
  private final AllureRunFiles runFiles;
  private final ExplorerLinks explorer;
  private final List<RunNote> notes = new ArrayList<>();
  private AllureLifecycle lifecycle;

  AllureResults(ReportFolder folder, Map<String, String> environment, ExplorerLinks explorer) {
    this.explorer = explorer;
    this.folder = folder.allureResults();
    this.runFiles = new AllureRunFiles(folder, environment);
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public void begin() {
    lifecycle = new AllureLifecycle(new FileSystemResultsWriter(folder));
  }

  @Override
  public void leaf(LeafResult result) throws IOException {
    String table = result.metrics().isEmpty() ? "" : MetricTable.of(result.metrics());
    TestResult test = AllureTestResults.of(result);
    linkToExplorer(result.leaf(), test);
    write(test, result.start(), result.stop(), table);
  }

  private void linkToExplorer(Leaf leaf, TestResult test) {
    if (leaf.layer().isPresent() && leaf.timestep().isPresent()) {
      explorer
          .find(leaf.checkpoint(), leaf.layer().get(), leaf.timestep().getAsInt())
          .ifPresent(
              url -> {
                List<Link> links = new ArrayList<>(test.getLinks());
                links.add(new Link().setName("Explore the representations").setUrl(url));
                test.setLinks(links);
              });
    }
  }

  @Override
  public void runFailure(RunFailure failure) {
    write(AllureTestResults.of(failure), failure.time(), failure.time(), "");
  }

  @Override
  public void note(RunNote note) {
    notes.add(note);
  }

  @Override
  public void end(Duration elapsed) throws IOException {
    runFiles.write(notes);
  }

  private void write(TestResult result, Instant start, Instant stop, String table) {
    String uuid = result.getUuid();
    // The lifecycle sets status and times of its own; ours go over them when it is done.
    lifecycle.scheduleTestCase(result);
    lifecycle.startTestCase(uuid);
    if (!table.isEmpty()) {
      lifecycle.addAttachment(
          "metrics", "text/csv", ".csv", table.getBytes(StandardCharsets.UTF_8));
    }
    lifecycle.stopTestCase(uuid);
    lifecycle.updateTestCase(
        uuid, written -> written.setStart(start.toEpochMilli()).setStop(stop.toEpochMilli()));
    lifecycle.writeTestCase(uuid);
  }
}
