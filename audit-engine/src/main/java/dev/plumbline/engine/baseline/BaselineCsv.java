package dev.plumbline.engine.baseline;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.csv.CsvTable;
import dev.plumbline.engine.csv.MissingColumnsException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The CSV of a baseline: comment lines with what the figures rest on, then a row for each metric of
 * each leaf.
 *
 * @param checkpoint what the checkpoint was called
 * @param contributionsHash the hash of the file with what images gave
 * @param sketchesHash the hash of the file with sketches, if there is one
 * @param facts what the figures rest on
 * @param metrics the metrics, without contributions
 * @param checked those that an audit checked
 */
record BaselineCsv(
    String checkpoint,
    String contributionsHash,
    Optional<String> sketchesHash,
    SortedMap<String, String> facts,
    SortedMap<MetricKey, Metric> metrics,
    Set<MetricKey> checked) {

  private static final String TITLE = "# Plumbline baseline ";
  private static final String VERSION = "1";
  private static final String CHECKPOINT = "checkpoint";
  private static final String CONTRIBUTIONS = "contributions_sha256";
  private static final String SKETCHES = "sketches_sha256";

  private static final String CHECKED = "checked";
  private static final String YES = "yes";
  private static final String NO = "no";

  private static final CsvTable TABLE =
      CsvTable.of(
              "audit",
              "metric",
              "layer",
              "timestep",
              "worse",
              "value",
              "n",
              "scenes",
              "ci_low",
              "ci_high",
              CHECKED)
          .withOptional(CHECKED); // what was only recorded did not stand in files at first

  /** Returns the file's text. The same baseline always is the same text. */
  static String text(Baseline baseline, String contributionsHash, Optional<String> sketchesHash) {
    StringBuilder text = new StringBuilder(TITLE).append(VERSION).append('\n');
    SortedMap<String, String> header = new TreeMap<>(baseline.environment().facts());
    header.put(CONTRIBUTIONS, contributionsHash);
    sketchesHash.ifPresent(hash -> header.put(SKETCHES, hash));
    header.put(CHECKPOINT, baseline.checkpoint().replaceAll("\\s+", " "));
    header.forEach(
        (name, value) -> text.append("# ").append(name).append(": ").append(value).append('\n'));
    text.append(TABLE.header()).append('\n');
    baseline
        .metrics()
        .forEach((key, metric) -> text.append(row(key, metric, baseline.checked().contains(key))));
    return text.toString();
  }

  private static String row(MetricKey key, Metric metric, boolean isChecked) {
    return CsvTable.line(
        key.audit(),
        key.metric(),
        key.layer().path(),
        key.timestep(),
        metric.worse().name().toLowerCase(Locale.ROOT),
        cell(metric.value()),
        metric.sampleSize(),
        metric.contributions().map(given -> given.scenes().size() + "").orElse(""),
        cell(metric.interval().map(ConfidenceInterval::low)),
        cell(metric.interval().map(ConfidenceInterval::high)),
        isChecked ? YES : NO);
  }

  private static String cell(OptionalDouble figure) {
    return figure.isPresent() ? Double.toString(figure.getAsDouble()) : "";
  }

  private static String cell(Optional<Double> figure) {
    return figure.map(String::valueOf).orElse("");
  }

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException if it is not the text of a baseline; the message says what is
   *     wrong and, where it is a row, in which line
   */
  static BaselineCsv parse(String text) {
    List<String> lines = Arrays.asList(CsvTable.withoutByteOrderMark(text).split("\\R", -1));
    if (!lines.get(0).startsWith(TITLE)) {
      throw new IllegalArgumentException("its first line is not \"" + TITLE + VERSION + "\"");
    }
    String version = lines.get(0).substring(TITLE.length()).strip();
    if (!version.equals(VERSION)) {
      throw new IllegalArgumentException(
          "it is of format " + version + ", and this version of Plumbline reads " + VERSION);
    }
    SortedMap<String, String> facts = new TreeMap<>();
    int header = 1;
    while (header < lines.size() && lines.get(header).startsWith("#")) {
      String line = lines.get(header).substring(1);
      int colon = line.indexOf(':');
      if (colon > 0) {
        facts.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
      header++;
    }
    String rows = String.join("\n", lines.subList(header, lines.size()));
    Set<MetricKey> checked = new HashSet<>();
    return new BaselineCsv(
        required(facts, CHECKPOINT),
        required(facts, CONTRIBUTIONS),
        Optional.ofNullable(facts.remove(SKETCHES)),
        facts,
        rows(rows, header, checked),
        checked);
  }

  private static String required(SortedMap<String, String> facts, String name) {
    String value = facts.remove(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no line \"# " + name + ": …\"");
    }
    return value;
  }

  private static SortedMap<MetricKey, Metric> rows(
      String text, int linesBefore, Set<MetricKey> checked) {
    SortedMap<MetricKey, Metric> metrics = new TreeMap<>();
    try {
      TABLE.read(
          new StringReader(text),
          row -> {
            try {
              add(row, metrics, checked);
            } catch (IllegalArgumentException e) {
              throw new IllegalArgumentException(
                  "line " + (linesBefore + row.line()) + ": " + e.getMessage(), e);
            }
          });
    } catch (MissingColumnsException e) {
      throw new IllegalArgumentException("it " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it is no CSV: " + e.getMessage(), e);
    }
    return metrics;
  }

  private static void add(
      CsvTable.Row row, SortedMap<MetricKey, Metric> metrics, Set<MetricKey> checked) {
    MetricKey key =
        new MetricKey(
            row.get("audit"),
            row.get("metric"),
            new LayerName(row.get("layer")),
            Integer.parseInt(row.get("timestep")));
    if (metrics.put(key, metric(row)) != null) {
      throw new IllegalArgumentException("a second row for " + key);
    }
    switch (row.find(CHECKED).orElse(YES)) {
      case YES -> checked.add(key);
      case NO -> {}
      default -> throw new IllegalArgumentException(CHECKED + " is neither yes nor no");
    }
  }

  private static Metric metric(CsvTable.Row row) {
    Optional<Double> value = figure(row, "value");
    Direction worse = Direction.valueOf(row.get("worse").toUpperCase(Locale.ROOT));
    if (value.isEmpty()) {
      return Metric.notApplicable(
          row.get("metric"), worse, "it did not exist when the baseline was recorded");
    }
    return new Metric(
        row.get("metric"),
        OptionalDouble.of(value.get()),
        Long.parseLong(row.get("n")),
        worse,
        figure(row, "ci_low")
            .flatMap(low -> figure(row, "ci_high").map(high -> new ConfidenceInterval(low, high))),
        "",
        Optional.empty());
  }

  private static Optional<Double> figure(CsvTable.Row row, String column) {
    String text = row.get(column);
    return text.isEmpty() ? Optional.empty() : Optional.of(Double.parseDouble(text));
  }

  /**
   * Returns the baseline, with what images gave.
   *
   * @throws IllegalArgumentException if that does not come to the values
   */
  Baseline with(SortedMap<MetricKey, Contributions> contributions) {
    List<MetricKey> unknown = new ArrayList<>(contributions.keySet());
    unknown.removeAll(metrics.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("it has no row for " + unknown.get(0));
    }
    SortedMap<MetricKey, Metric> whole = new TreeMap<>(metrics);
    contributions.forEach(
        (key, given) -> whole.put(key, metrics.get(key).withContributions(given)));
    return Baseline.of(checkpoint, new Environment(facts), whole).withChecked(checked);
  }
}
