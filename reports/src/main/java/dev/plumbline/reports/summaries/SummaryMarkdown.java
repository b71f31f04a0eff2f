package dev.plumbline.reports.summaries;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.BaselineChange;
import dev.plumbline.reports.results.CheckedMetric;
import dev.plumbline.reports.results.OnlyRecorded;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.Reason;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.results.Undecided;
import dev.plumbline.reports.results.Violated;
import dev.plumbline.reports.writing.Figures;
import dev.plumbline.reports.writing.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code summary.md}: a run for a pull request. Short: what is farthest outside, what was checked,
 * and the rest folded away. Texts of others are text in it, whatever they hold.
 */
public final class SummaryMarkdown implements Report {

  /** Rows of a table. */
  private static final int ROWS = 10;

  /** Characters of a cell, so that the whole stays below the 65,536 that a comment may have. */
  private static final int CELL = 120;

  /** Characters of what is said of the run. */
  private static final int SENTENCE = 1500;

  private static final int ALL_SENTENCES = 12_000;

  /** Room for one reason whatever is in it. */
  private static final int ALL_REASONS = 8 * SENTENCE;

  private static final int COMMAND = 2000;

  private static final List<String> CHANGES =
      List.of("checkpoint", "layer", "t", "metric", "baseline", "now", "change", "adjusted p");

  private final Path file;
  private final RunCommand command;

  /**
   * Makes the report.
   *
   * @param file where it goes
   * @param command how to run the same again
   */
  public SummaryMarkdown(Path file, RunCommand command) {
    this.file = file;
    this.command = command;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Optional<Path> verdict() {
    return Optional.of(file);
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public void end(RunResults run) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("### Plumbline model audits: " + run.headline(run.verdict().words()));
    lines.add("");
    lines.add(counts(run));
    earlier(run).ifPresent(lines::add);
    onlyRecorded(lines, run);
    wrong(lines, run);
    changed(
        lines,
        "Perhaps worse: beyond the margin, which may be chance",
        BaselineChange.perhapsWorse(run));
    changed(lines, "Better than the baseline", BaselineChange.better(run));
    if (!run.results().isEmpty()) {
      folded(lines, "The run as a whole", () -> sentences(lines, run.results(), ALL_SENTENCES));
    }
    folded(lines, "What was checked", () -> checks(lines, run));
    folded(lines, "Environment", () -> environment(lines, run));
    folded(lines, "Run it again", () -> command(lines));
    AtomicFile.write(file, String.join("\n", lines) + "\n");
  }

  private void onlyRecorded(List<String> lines, RunResults run) {
    table(
        lines,
        "Nothing to compare with",
        List.of("checkpoint", "only recorded", "of", "since"),
        OnlyRecorded.of(run).stream()
            .map(
                one ->
                    List.of(
                        one.checkpoint(),
                        Long.toString(one.recorded()),
                        Long.toString(one.leaves()),
                        String.join("; ", one.reasons())))
            .toList());
    OnlyRecorded.remedy(run, command)
        .ifPresent(
            remedy -> {
              lines.add("");
              lines.add(text(remedy.sentence()));
              indented(lines, remedy.text());
            });
  }

  /** What a reader has to see first: what failed, and what could not be decided. */
  private static void wrong(List<String> lines, RunResults run) {
    list(
        lines,
        "Failures of the run",
        run.failures().stream()
            .map(failure -> failure.name() + ": " + Texts.firstLine(failure.message()))
            .toList());
    table(
        lines,
        "Worse than the baseline",
        CHANGES,
        BaselineChange.worse(run).stream().map(SummaryMarkdown::row).toList());
    table(
        lines,
        "Farthest outside the bounds",
        List.of("checkpoint", "layer", "t", "metric", "value", "bound", "by"),
        Violated.of(run).stream()
            .filter(Violated::isOutsideABoundOfItsOwn)
            .map(SummaryMarkdown::row)
            .toList());
    table(
        lines,
        "Undecided",
        List.of("checkpoint", "audit", "undecided", "of"),
        Undecided.of(run).stream()
            .map(
                one ->
                    List.of(
                        one.checkpoint(),
                        one.audit(),
                        Long.toString(one.undecided()),
                        Long.toString(one.leaves())))
            .toList());
    list(
        lines,
        "Not decided",
        Reason.of(run, leaf -> leaf.outcome() == Outcome.BROKEN || leaf.isUndecided()).stream()
            .map(reason -> reason.text() + " — " + reason.which())
            .toList());
  }

  /** Reasons are sentences, which no cell cuts. */
  private static void list(List<String> lines, String heading, List<String> reasons) {
    if (!reasons.isEmpty()) {
      lines.add("");
      lines.add("**" + heading + "**");
      sentences(lines, reasons, ALL_REASONS);
    }
  }

  private static void changed(List<String> lines, String heading, List<BaselineChange> changes) {
    if (!changes.isEmpty()) {
      folded(
          lines,
          heading,
          () -> table(lines, "", CHANGES, changes.stream().map(SummaryMarkdown::row).toList()));
    }
  }

  private static String counts(RunResults run) {
    if (run.leaves().isEmpty()) {
      return "No leaf was audited, in " + Texts.time(run.elapsed()) + ".";
    }
    String checkpoints =
        run.checkpoints().stream().map(SummaryMarkdown::text).collect(Collectors.joining(", "));
    String counts =
        Stream.of(Outcome.values())
            .filter(outcome -> run.count(outcome) > 0)
            .map(outcome -> run.count(outcome) + " " + outcome.label())
            .collect(Collectors.joining(", "));
    return cut(checkpoints, 10 * CELL)
        + ": "
        + run.leaves().size()
        + " leaves, "
        + counts
        + ", in "
        + Texts.time(run.elapsed())
        + ".";
  }

  /** Says how the run stands against what was recorded; empty where nothing was. */
  private static Optional<String> earlier(RunResults run) {
    List<String> said = new ArrayList<>();
    long checked = BaselineChange.checked(run);
    if (checked > 0) {
      said.add(
          String.format(
              Locale.ROOT,
              "Against the baseline: %d worse, %d perhaps worse, %d better, of %d checks.",
              BaselineChange.worse(run).size(),
              BaselineChange.perhapsWorse(run).size(),
              BaselineChange.better(run).size(),
              checked));
    }
    if (run.accepted() > 0) {
      said.add("Accepted violations: " + run.accepted() + ".");
    }
    return said.isEmpty() ? Optional.empty() : Optional.of("\n" + String.join(" ", said));
  }

  private static List<String> row(BaselineChange change) {
    MetricRecord metric = change.metric();
    return List.of(
        metric.checkpoint(),
        LayerName.withBrackets(metric.layer().path()),
        Integer.toString(metric.timestep()),
        metric.metric(),
        Figures.of(change.against().value()),
        Figures.of(metric.value().orElseThrow()),
        change.change(),
        change.chance());
  }

  private static List<String> row(Violated violated) {
    MetricRecord metric = violated.metric();
    return List.of(
        metric.checkpoint(),
        LayerName.withBrackets(metric.layer().path()),
        Integer.toString(metric.timestep()),
        metric.metric(),
        violated.value(),
        violated.bound(),
        violated.by());
  }

  /** Lists sentences, which are too long for a table, as long as there is room for them. */
  private static void sentences(List<String> lines, Collection<String> sentences, int most) {
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

  private static void checks(List<String> lines, RunResults run) {
    table(
        lines,
        "",
        List.of("checkpoint", "audit", "metric", "checked", "outside", "undecided"),
        CheckedMetric.of(run).stream()
            .map(
                one ->
                    List.of(
                        one.checkpoint(),
                        one.audit(),
                        one.metric(),
                        Long.toString(one.checked()),
                        Long.toString(one.outside()),
                        Long.toString(one.undecided())))
            .toList());
  }

  private static void environment(List<String> lines, RunResults run) {
    table(
        lines,
        "",
        List.of("fact", "value"),
        run.environment().entrySet().stream()
            .map(fact -> List.of(fact.getKey(), fact.getValue()))
            .toList());
  }

  private void command(List<String> lines) {
    indented(lines, command.text());
  }

  /** An indented block ends with its line, whatever is in it. */
  private static void indented(List<String> lines, String text) {
    lines.add("");
    lines.add("    " + cut(Texts.oneLine(text), COMMAND));
  }

  private static void folded(List<String> lines, String heading, Runnable content) {
    lines.add("");
    lines.add("<details><summary>" + heading + "</summary>");
    content.run();
    lines.add("");
    lines.add("</details>");
  }

  private static void table(
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
                        .map(SummaryMarkdown::text)
                        .collect(Collectors.joining(" | ", "| ", " |"))));
    if (rows.size() > ROWS) {
      lines.add("");
      lines.add("and " + (rows.size() - ROWS) + " more.");
    }
  }

  /** Returns a short text in which nothing is markup, a reference or a mention. */
  private static String text(String text) {
    return text(text, CELL);
  }

  private static String text(String text, int most) {
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

  private static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
