package dev.plumbline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;

/** What came out, as Markdown and as CSV. */
final class Report {

  static final String MARKDOWN = "benchmark.md";
  static final String CSV = "benchmark.csv";

  private static final String HEADER =
      "| | images | unit | median | min | max | values |\n|---|--:|---|--:|--:|--:|--:|\n";

  private final List<String> setting;
  private final List<String> notes = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  /**
   * Begins a report.
   *
   * @param setting lines that say what was run where
   */
  Report(List<String> setting) {
    this.setting = List.copyOf(setting);
  }

  void add(Figure figure) {
    figures.add(figure);
  }

  void addAll(Report other) {
    figures.addAll(other.figures);
    notes.addAll(other.notes);
  }

  /** Adds what a reader of the figures must know. */
  void note(String text) {
    notes.add(text);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    setting.forEach(line -> text.append("- ").append(line).append('\n'));
    for (Phase phase : Phase.values()) {
      List<Figure> rows = figures.stream().filter(figure -> figure.phase() == phase).toList();
      if (!rows.isEmpty()) {
        text.append("\n**").append(phase.title()).append("**\n\n").append(HEADER);
        rows.forEach(row -> text.append(markdown(row)));
      }
    }
    if (!notes.isEmpty()) {
      text.append('\n');
      notes.forEach(note -> text.append("- ").append(note).append('\n'));
    }
    return text.toString();
  }

  private static String markdown(Figure figure) {
    Series series = figure.series();
    boolean single = series.values().size() == 1;
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %d |%n",
        figure.name(),
        images(figure),
        figure.unit(),
        number(series.median()),
        single ? "" : number(series.min()),
        single ? "" : number(series.max()),
        series.values().size());
  }

  private static String images(Figure figure) {
    return figure.images().isPresent() ? Integer.toString(figure.images().getAsInt()) : "";
  }

  /** Four significant digits are more than timings have. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  String csv() {
    StringBuilder text = new StringBuilder();
    line(text, "phase", "name", "images", "unit", "median", "min", "max", "values");
    for (Figure figure : figures) {
      Series series = figure.series();
      line(
          text,
          figure.phase().key(),
          figure.name(),
          images(figure),
          figure.unit(),
          series.median(),
          series.min(),
          series.max(),
          series.values().size());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Object... cells) {
    text.append(CSVFormat.DEFAULT.format(cells)).append('\n');
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(MARKDOWN), markdown());
    Files.writeString(folder.resolve(CSV), csv());
  }
}
