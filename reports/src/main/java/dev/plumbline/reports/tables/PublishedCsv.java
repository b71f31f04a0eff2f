package dev.plumbline.reports.tables;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code published.csv}: this run's figures beside published ones, a row for every layer, and a
 * line for every metric in the summary. There is none unless profiles were asked for.
 */
public final class PublishedCsv implements Report {

  private static final CSVFormat FORMAT =
      CsvCells.metricTable("profile", "value", "published", "difference", "band", "protocol");

  private static final String PROBE = "probe.";

  private final Path file;
  private final List<PublishedProfile> profiles;
  private final List<String> lines;
  private final Map<String, String> environment = new HashMap<>();

  /** Checkpoint, metric, layer. Several audits may state the same figure. */
  private final Map<String, Map<String, Map<LayerName, MetricRecord>>> figures = new TreeMap<>();

  /**
   * Makes the report.
   *
   * @param file where it is written
   * @param profiles the profiles
   * @param lines gets the lines for the summary, at the end
   */
  public PublishedCsv(Path file, List<PublishedProfile> profiles, List<String> lines) {
    this.file = file;
    this.profiles = profiles;
    this.lines = lines;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void note(RunNote note) {
    if (note.kind() == RunNote.Kind.ENVIRONMENT) {
      environment.put(note.name(), note.text());
    }
  }

  @Override
  public void leaf(LeafResult result) {
    for (MetricRecord record : result.metrics()) {
      if (record.timestep() == PublishedProfile.TIMESTEP) {
        figures
            .computeIfAbsent(record.checkpoint(), name -> new TreeMap<>())
            .computeIfAbsent(record.metric(), name -> new HashMap<>())
            .putIfAbsent(record.layer(), record);
      }
    }
  }

  @Override
  public void end(Duration elapsed) throws IOException {
    if (figures.isEmpty()) {
      lines.add(
          "nothing to compare: figures were published for t="
              + PublishedProfile.TIMESTEP
              + ", which was not measured");
      return;
    }
    List<PublishedComparison> comparisons = comparisons();
    try (CSVPrinter printer =
        new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), FORMAT)) {
      for (PublishedComparison comparison : comparisons) {
        for (PublishedComparison.Layer layer : comparison.layers()) {
          printer.printRecord(
              CsvCells.metricRow(
                  layer.record(),
                  comparison.profile(),
                  CsvCells.figure(layer.record().value()),
                  layer.published().value(),
                  layer.difference(),
                  CsvCells.figure(comparison.band()),
                  comparison.protocol()));
        }
      }
    }
    comparisons.forEach(comparison -> lines.add(comparison.line()));
    if (!probesCompare()) {
      lines.add(
          "probes are not compared: the published ones were trained by softmax regression with one"
              + " field of noise; run with -Daudit.probe=softmax -Daudit.noise=shared");
    }
  }

  private List<PublishedComparison> comparisons() {
    List<PublishedComparison> comparisons = new ArrayList<>();
    for (PublishedProfile profile : profiles) {
      figures.forEach(
          (checkpoint, metrics) ->
              metrics.forEach(
                  (metric, layers) -> {
                    PublishedComparison comparison =
                        PublishedComparison.of(profile, checkpoint, metric, layers);
                    if (comparison.layers().size() >= PublishedComparison.FEWEST_LAYERS
                        && (!metric.startsWith(PROBE) || probesCompare())) {
                      comparisons.add(comparison);
                    }
                  }));
    }
    return comparisons;
  }

  private boolean probesCompare() {
    return "softmax".equals(environment.get("probe")) && "shared".equals(environment.get("noise"));
  }
}
