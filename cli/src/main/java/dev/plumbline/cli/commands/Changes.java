package dev.plumbline.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.LayerName;
import dev.plumbline.cli.run.ReportSummary;
import dev.plumbline.cli.terminal.TextTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What moved against a baseline, as a table. */
final class Changes {

  /** The kinds of change as the summary calls them, and as people do. */
  private enum Kind {
    worse("worse"),
    perhaps_worse("perhaps worse"),
    better("better");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private static final int SHOWN = 20;

  private Changes() {}

  /**
   * Prints what moved.
   *
   * @param summary what the run came to
   * @param checkpoint the checkpoint that was held against the baseline
   * @param out where to
   */
  static void print(ReportSummary summary, String checkpoint, PrintStream out) {
    JsonNode baseline = summary.json().path("baseline");
    out.printf("%s: %s%n", checkpoint, summary.json().path("headline").asText());
    if (baseline.isMissingNode()) {
      return;
    }
    TextTable table =
        new TextTable().row("CHANGE", "METRIC", "LAYER", "T", "BEFORE", "NOW", "MARGIN", "P");
    int rows = 0;
    for (Kind kind : Kind.values()) {
      List<JsonNode> changes = of(baseline.path(kind.name()), checkpoint);
      changes.stream().limit(SHOWN).forEach(change -> add(table, kind, change));
      if (changes.size() > SHOWN) {
        table.row("… and " + (changes.size() - SHOWN) + " more", "", "", "", "", "", "", "");
      }
      rows += changes.size();
    }
    if (rows == 0) {
      out.println("Nothing moved by more than its margin.");
    } else {
      table.lines().forEach(out::println);
    }
  }

  private static List<JsonNode> of(JsonNode changes, String checkpoint) {
    List<JsonNode> own = new ArrayList<>();
    for (JsonNode change : changes) {
      if (change.path("checkpoint").asText().equals(checkpoint)) {
        own.add(change);
      }
    }
    return own;
  }

  private static void add(TextTable table, Kind kind, JsonNode change) {
    JsonNode figure = change.path("figure");
    table.row(
        kind.words,
        figure.path("metric").asText(),
        LayerName.withBrackets(change.path("layer").asText()),
        change.path("timestep").asText(),
        number(figure.path("baseline")),
        number(figure.path("value")),
        number(change.path("margin")),
        number(figure.path("adjusted_p")));
  }

  private static String number(JsonNode figure) {
    return figure.isNumber() ? String.format(Locale.ROOT, "%.4g", figure.asDouble()) : "-";
  }
}
