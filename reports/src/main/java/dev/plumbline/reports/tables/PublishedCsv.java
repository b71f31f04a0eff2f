package dev.plumbline.reports.tables;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  public void end(RunResults run) throws IOException {
    Map<String, Map<String, Map<LayerName, MetricRecord>>> figures = figures(run);
    if (figures.isEmpty()) {
      lines.add(
          "nothing to compare: figures were published for t="
              + PublishedProfile.TIMESTEP
              + ", which was not measured");
      return;
    }
    boolean probesCompare = probesCompare(run.environment());
    List<PublishedComparison> comparisons = new ArrayList<>();
    for (PublishedComparison comparison : comparisons(figures)) {
      if (comparison.layers().size() >= PublishedComparison.FEWEST_LAYERS
          && (!comparison.metric().startsWith(PROBE) || probesCompare)) {
        comparisons.add(comparison);
      }
    }
    write(comparisons);
    comparisons.forEach(comparison -> lines.add(comparison.line()));
    if (!probesCompare) {
      lines.add(
          "probes are not compared: the published ones were trained by softmax regression with one"
              + " field of noise; run with -Daudit.probe=softmax -Daudit.noise=shared");
    }
  }

  /**
   * Returns what was measured at the timestep that was published, by checkpoint, metric and layer.
   * Several audits may state the same figure.
   */
  private static Map<String, Map<String, Map<LayerName, MetricRecord>>> figures(RunResults run) {
    Map<String, Map<String, Map<LayerName, MetricRecord>>> figures = new TreeMap<>();
    run.metrics()
        .filter(record -> record.timestep() == PublishedProfile.TIMESTEP)
        .forEach(
            record ->
                figures
                    .computeIfAbsent(record.checkpoint(), name -> new TreeMap<>())
                    .computeIfAbsent(record.metric(), name -> new HashMap<>())
                    .putIfAbsent(record.layer(), record));
    return figures;
  }

  private List<PublishedComparison> comparisons(
      Map<String, Map<String, Map<LayerName, MetricRecord>>> figures) {
    List<PublishedComparison> comparisons = new ArrayList<>();
    for (PublishedProfile profile : profiles) {
      figures.forEach(
          (checkpoint, metrics) ->
              metrics.forEach(
                  (metric, layers) ->
                      comparisons.add(
                          PublishedComparison.of(profile, checkpoint, metric, layers))));
    }
    return comparisons;
  }

  /** Tells whether the probes were trained as the published ones were. */
  private static boolean probesCompare(Map<String, String> environment) {
    return "softmax".equals(environment.get("probe")) && "shared".equals(environment.get("noise"));
  }

  private void write(List<PublishedComparison> comparisons) throws IOException {
    AtomicFile.write(
        file,
        stream -> {
          try (CSVPrinter printer =
              new CSVPrinter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), FORMAT)) {
            for (PublishedComparison comparison : comparisons) {
              for (PublishedComparison.Layer layer : comparison.layers()) {
                printer.printRecord(row(comparison, layer));
              }
            }
          }
        });
  }

  private static List<Object> row(PublishedComparison comparison, PublishedComparison.Layer layer) {
    return CsvCells.metricRow(
        layer.record(),
        comparison.profile(),
        CsvCells.figure(layer.record().value()),
        layer.published().value(),
        layer.difference(),
        CsvCells.figure(comparison.band()),
        comparison.protocol());
  }
}
