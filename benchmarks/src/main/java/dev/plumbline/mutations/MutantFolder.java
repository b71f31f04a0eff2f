package dev.plumbline.mutations;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import org.apache.commons.csv.CSVFormat;

/** What is kept of a mutant: the figures of its harm, its metrics, its failures, and a summary. */
final class MutantFolder {

  /** The key of the hash of a mutant's files. */
  static final String HASH = "hash";

  private static final String SUMMARY = "mutant.properties";
  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private static final List<String> METRICS =
      List.of(
          "checkpoint",
          "audit",
          "metric",
          "layer",
          "timestep",
          "value",
          "at_least",
          "at_most",
          "verdict",
          "baseline",
          "adjusted_p");

  private final Path folder;

  MutantFolder(Path folder) {
    this.folder = folder;
  }

  /** Returns where the run's own reports go. */
  Path report() {
    return folder.resolve("report");
  }

  /** Returns the summary of a mutant that was finished; empty where there is none. */
  Optional<Properties> summary() throws IOException {
    Path file = folder.resolve(SUMMARY);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      Properties summary = new Properties();
      summary.load(reader);
      return Optional.of(summary);
    }
  }

  /**
   * Tells whether a mutant of the same files was finished.
   *
   * @param begun the summary that is begun now
   */
  boolean isFinished(Properties begun) throws IOException {
    return summary()
        .filter(known -> begun.getProperty(HASH).equals(known.getProperty(HASH)))
        .isPresent();
  }

  /** Writes the summary, last, since it says that the rest is there. */
  void finish(Properties summary) throws IOException {
    try (Writer writer = Files.newBufferedWriter(folder.resolve(SUMMARY))) {
      summary.store(writer, null);
    }
  }

  void harm(Harm harm) throws IOException {
    StringBuilder csv = new StringBuilder();
    CSV.printRecord(csv, "timestep", "layer", "change");
    for (Map.Entry<Integer, Double> noise : harm.noise().entrySet()) {
      CSV.printRecord(csv, noise.getKey(), "noise", noise.getValue());
    }
    for (Map.Entry<Integer, Map<LayerName, Double>> timestep : harm.layers().entrySet()) {
      for (Map.Entry<LayerName, Double> layer : timestep.getValue().entrySet()) {
        CSV.printRecord(csv, timestep.getKey(), layer.getKey().path(), layer.getValue());
      }
    }
    write("harm.csv", csv);
  }

  void audits(AuditRecord record) throws IOException {
    metrics(record);
    failures(record);
    List<String> notes =
        record.notes().stream()
            .map(note -> note.kind() + "\t" + note.name() + "\t" + note.text())
            .toList();
    Files.write(folder.resolve("notes.txt"), notes);
  }

  private void metrics(AuditRecord record) throws IOException {
    StringBuilder csv = new StringBuilder();
    CSV.printRecord(csv, METRICS.toArray());
    for (MetricRecord metric : record.metrics()) {
      CSV.printRecord(
          csv,
          metric.checkpoint(),
          metric.audit(),
          metric.metric(),
          metric.layer().path(),
          metric.timestep(),
          figure(metric.value()),
          figure(metric.atLeast()),
          figure(metric.atMost()),
          metric.verdict().label(),
          metric.baseline().map(against -> Double.toString(against.value())).orElse(""),
          metric.baseline().map(against -> figure(against.adjusted())).orElse(""));
    }
    write("metrics.csv", csv);
  }

  private void failures(AuditRecord record) throws IOException {
    StringBuilder csv = new StringBuilder();
    CSV.printRecord(csv, "audit", "layer", "timestep", "broken", "message");
    for (AuditRecord.Failure failure : record.failures()) {
      CSV.printRecord(
          csv,
          failure.audit(),
          failure.layer().map(LayerName::path).orElse(""),
          failure.timestep(),
          !failure.isAssertion(),
          failure.message());
    }
    write("failures.csv", csv);
  }

  private static String figure(OptionalDouble figure) {
    return figure.isPresent() ? Double.toString(figure.getAsDouble()) : "";
  }

  private void write(String file, StringBuilder csv) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(file), csv);
  }
}
