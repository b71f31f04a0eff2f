package dev.plumbline.reports.summaries;

import dev.plumbline.reports.writing.Texts;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code summary.md} is made of: lines of Markdown in which texts of others are text, whatever
 * they hold, and which stay short.
 */
final class Markdown {

  /** Rows of a table. */
  private static final int ROWS = 10;

  /** Characters of a cell, so that the whole stays below the 65,536 that a comment may have. */
  static final int CELL = 120;

  /** Characters of what is said of the run. */
  private static final int SENTENCE = 1500;

  /** Room for one reason whatever is in it. */
  private static final int ALL_REASONS = 8 * SENTENCE;

  private static final int COMMAND = 2000;

  private Markdown() {}

  /** Reasons are sentences, which no cell cuts. */
  static void list(List<String> lines, String heading, List<String> reasons) {
    if (!reasons.isEmpty()) {
      lines.add("");
      lines.add("**" + heading + "**");
      sentences(lines, reasons, ALL_REASONS);
    }
  }

  /** Lists sentences, which are too long for a table, as long as there is room for them. */
  static void sentences(List<String> lines, Collection<String> sentences, int most) {
    lines.add("");
    int room = most;
    for (String sentence : sentences) {
      String line = "- " + text(sentence, SENTENCE);
      room -= line.length();
      if (room < 0) {
        lines.add("- and more, which the console and the page have");
        return;
      }
      lines.add(line);
    }
  }

  /** An indented block ends with its line, whatever is in it. */
  static void indented(List<String> lines, String text) {
    lines.add("");
    lines.add("    " + cut(Texts.oneLine(text), COMMAND));
  }

  static void folded(List<String> lines, String heading, Runnable content) {
    lines.add("");
    lines.add("<details><summary>" + heading + "</summary>");
    content.run();
    lines.add("");
    lines.add("</details>");
  }

  static void table(
      List<String> lines, String heading, List<String> columns, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    lines.add("");
    if (!heading.isEmpty()) {
      lines.add("**" + heading + "**");
      lines.add("");
    }
    lines.add("| " + String.join(" | ", columns) + " |");
    lines.add("|" + " --- |".repeat(columns.size()));
    rows.stream()
        .limit(ROWS)
        .forEach(
            row ->
                lines.add(
                    row.stream()
                        .map(Markdown::text)
                        .collect(Collectors.joining(" | ", "| ", " |"))));
    if (rows.size() > ROWS) {
      lines.add("");
      lines.add("and " + (rows.size() - ROWS) + " more.");
    }
  }

  /** Returns a short text in which nothing is markup, a reference or a mention. */
  static String text(String text) {
    return text(text, CELL);
  }

  static String text(String text, int most) {
    StringBuilder plain = new StringBuilder();
    cut(Texts.oneLine(text), most)
        .codePoints()
        .forEach(
            character -> {
              if ("\\`*_{}[]<>()#|~@&\"':".indexOf(character) >= 0) {
                plain.append("&#").append(character).append(';');
              } else {
                plain.appendCodePoint(character);
              }
            });
    return plain.toString();
  }

  static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
