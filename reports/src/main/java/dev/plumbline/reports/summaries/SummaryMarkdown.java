package dev.plumbline.reports.summaries;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.BaselineChange;
import dev.plumbline.reports.results.CheckedMetric;
import dev.plumbline.reports.results.ComparedInPart;
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

  /** Characters of what is said of the run as a whole. */
  private static final int ALL_SENTENCES = 12_000;

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
      Markdown.folded(
          lines,
          "The run as a whole",
          () -> Markdown.sentences(lines, run.results(), ALL_SENTENCES));
    }
    Markdown.folded(lines, "What was checked", () -> checks(lines, run));
    Markdown.folded(lines, "Environment", () -> environment(lines, run));
    Markdown.folded(lines, "Run it again", () -> command(lines));
    AtomicFile.write(file, String.join("\n", lines) + "\n");
  }

  private void onlyRecorded(List<String> lines, RunResults run) {
    Markdown.table(
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
              lines.add(Markdown.text(remedy.sentence()));
              Markdown.indented(lines, remedy.text());
            });
    Markdown.table(
        lines,
        "Compared in part",
        List.of("checkpoint", "leaves", "of passed", "nothing to compare with", "since"),
        ComparedInPart.of(run).stream()
            .map(
                one ->
                    List.of(
                        one.checkpoint(),
                        Long.toString(one.leaves()),
                        Long.toString(one.passed()),
                        String.join(", ", one.metrics()),
                        String.join("; ", one.reasons())))
            .toList());
  }

  /** What a reader has to see first: what failed, and what could not be decided. */
  private static void wrong(List<String> lines, RunResults run) {
    Markdown.list(
        lines,
        "Failures of the run",
        run.failures().stream()
            .map(failure -> failure.name() + ": " + Texts.firstLine(failure.message()))
            .toList());
    Markdown.table(
        lines,
        "Worse than the baseline",
        CHANGES,
        BaselineChange.worse(run).stream().map(SummaryMarkdown::row).toList());
    Markdown.table(
        lines,
        "Farthest outside the bounds",
        List.of("checkpoint", "layer", "t", "metric", "value", "bound", "by"),
        Violated.of(run).stream()
            .filter(Violated::isOutsideABoundOfItsOwn)
            .map(SummaryMarkdown::row)
            .toList());
    Markdown.table(
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
    Markdown.list(
        lines,
        "Not decided",
        Reason.of(run, leaf -> leaf.outcome() == Outcome.BROKEN || leaf.isUndecided()).stream()
            .map(reason -> reason.text() + " — " + reason.which())
            .toList());
  }

  private static void changed(List<String> lines, String heading, List<BaselineChange> changes) {
    if (!changes.isEmpty()) {
      Markdown.folded(
          lines,
          heading,
          () ->
              Markdown.table(
                  lines, "", CHANGES, changes.stream().map(SummaryMarkdown::row).toList()));
    }
  }

  private static String counts(RunResults run) {
    if (run.leaves().isEmpty()) {
      return "No leaf was audited, in " + Texts.time(run.elapsed()) + ".";
    }
    String checkpoints =
        run.checkpoints().stream().map(Markdown::text).collect(Collectors.joining(", "));
    String counts =
        Stream.of(Outcome.values())
            .filter(outcome -> run.count(outcome) > 0)
            .map(outcome -> run.count(outcome) + " " + outcome.label())
            .collect(Collectors.joining(", "));
    return Markdown.cut(checkpoints, 10 * Markdown.CELL)
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

  private static void checks(List<String> lines, RunResults run) {
    Markdown.table(
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
    Markdown.table(
        lines,
        "",
        List.of("fact", "value"),
        run.environment().entrySet().stream()
            .map(fact -> List.of(fact.getKey(), fact.getValue()))
            .toList());
  }

  private void command(List<String> lines) {
    Markdown.indented(lines, command.text());
  }
}
