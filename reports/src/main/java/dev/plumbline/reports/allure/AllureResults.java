package dev.plumbline.reports.allure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.results.Leaf;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunFailure;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.ReportFolder;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Link;
import io.qameta.allure.model.TestResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.platform.engine.UniqueId;

/**
 * Allure's results: a JSON file for each leaf and for each failure of the run, the leaf's metrics
 * beside it, and at the end what Allure wants to know of the run as a whole.
 */
public final class AllureResults implements Report {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Gallery gallery;
  private final WholeResults writer;
  private final AllureRunFiles runFiles;
  private final ExplorerLinks explorer;
  private final List<RunNote> notes = new ArrayList<>();

  /** Leaves that may have maps, which are drawn at the end; by which name each was written. */
  private final Map<UniqueId, String> mayHaveMaps = new LinkedHashMap<>();

  private AllureLifecycle lifecycle;

  /**
   * Makes the writer.
   *
   * @param folder where the results go
   * @param gallery the pictures; read at the end
   * @param environment the process's environment variables
   * @param explorer what leads into the explorer
   */
  public AllureResults(
      ReportFolder folder,
      Gallery gallery,
      Map<String, String> environment,
      ExplorerLinks explorer) {
    this.explorer = explorer;
    this.folder = folder.allureResults();
    this.gallery = gallery;
    this.writer = new WholeResults(folder.allureResults(), folder.allureWork());
    this.runFiles = new AllureRunFiles(folder, environment);
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public void begin() {
    lifecycle = new AllureLifecycle(writer);
  }

  @Override
  public void leaf(LeafResult result) throws IOException {
    String table = result.metrics().isEmpty() ? "" : MetricTable.of(result.metrics());
    TestResult written = AllureTestResults.of(result);
    linkToExplorer(result.leaf(), written);
    write(written, result.start(), result.stop(), table);
    if (result.hasMaps()) {
      mayHaveMaps.put(result.leaf().id(), written.getUuid());
    }
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
  public void end(RunResults run) throws IOException {
    runFiles.write(notes);
    for (Map.Entry<UniqueId, String> leaf : mayHaveMaps.entrySet()) {
      complete(leaf.getValue(), gallery.maps(leaf.getKey()));
    }
  }

  /** Writes a result again, with its maps or why there are none. */
  private void complete(String uuid, Optional<Gallery.Picture> maps) throws IOException {
    if (maps.isEmpty() && gallery.leavesLeftOut() == 0) {
      return;
    }
    Path file = folder.resolve(uuid + "-result.json");
    ObjectNode result = (ObjectNode) JSON.readTree(file.toFile());
    if (maps.isPresent()) {
      attach(result, "maps", "image/svg+xml", maps.get().svg());
      attach(result, "numbers of the maps", "text/csv", maps.get().data());
    } else {
      result.put(
          "descriptionHtml",
          result.path("descriptionHtml").asText()
              + "<p>No maps: they are drawn of the "
              + gallery.leavesWithMaps()
              + " leaves that are farthest outside their bounds, of each audit in turn, and "
              + gallery.leavesLeftOut()
              + " more failed. Run this leaf alone to see its maps.</p>");
    }
    AtomicFile.write(file, JSON.writeValueAsBytes(result));
  }

  private void attach(ObjectNode result, String name, String type, Path file) throws IOException {
    String ending = file.getFileName().toString();
    String source = UUID.randomUUID() + "-attachment" + ending.substring(ending.lastIndexOf('.'));
    try (InputStream stream = Files.newInputStream(file)) {
      writer.write(source, stream);
    }
    result
        .withArray("attachments")
        .addObject()
        .put("name", name)
        .put("type", type)
        .put("source", source);
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
