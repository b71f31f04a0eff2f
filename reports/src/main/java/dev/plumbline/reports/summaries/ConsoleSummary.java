package dev.plumbline.reports.summaries;

import dev.plumbline.reports.results.ComparedInPart;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.OnlyRecorded;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.Reason;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.results.RunFailure;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.results.Undecided;
import dev.plumbline.reports.writing.ReportFolder;
import dev.plumbline.reports.writing.Texts;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A summary that a person can read in a plain log: what ran, what is worst, where the rest is. */
public final class ConsoleSummary implements Report {

  private static final int SHOWN = 5;
  private static final String RULE = "-".repeat(80);

  private final PrintStream out;
  private final RunCommand command;
  private final Optional<ReportFolder> folder;
  private final Optional<String> insteadOfVerdict;
  private final Collection<String> published;

  /**
   * Makes a summary.
   *
   * @param out where it is printed
   * @param command how to run the same again
   * @param folder where the other reports are, if there are any
   * @param insteadOfVerdict what to say of a run that was not to measure anything
   * @param published what there is to say of published profiles; read at the end
   */
  public ConsoleSummary(
      PrintStream out,
      RunCommand command,
      Optional<ReportFolder> folder,
      Optional<String> insteadOfVerdict,
      Collection<String> published) {
    this.out = out;
    this.command = command;
    this.folder = folder;
    this.insteadOfVerdict = insteadOfVerdict;
    this.published = published;
  }

  @Override
  public String name() {
    return "the summary";
  }

  @Override
  public void end(RunResults run) {
    // One write, so that nothing else in the log comes between the lines.
    StringBuilder text = new StringBuilder();
    line(text, RULE);
    line(text, "Plumbline model audits: " + verdict(run));
    line(text, "  " + totals(run));
    audits(text, run);
    List<String> results = run.results().stream().map(Texts::oneLine).toList();
    list(text, "The run as a whole", results, results.size());
    list(
        text, "Failures of the run", run.failures().stream().map(ConsoleSummary::failure).toList());
    list(
        text,
        "Worst failures, by how far they are outside the bound",
        run.worst().stream().map(ConsoleSummary::failure).toList());
    reasons(text, run, "Broken", Set.of(Outcome.BROKEN));
    onlyRecorded(text, run);
    list(
        text,
        "Compared in part",
        ComparedInPart.of(run).stream().map(ConsoleSummary::comparedInPart).toList());
    list(text, "Undecided", Undecided.of(run).stream().map(ConsoleSummary::undecided).toList());
    reasons(text, run, "Not concluded", Set.of(Outcome.ABORTED, Outcome.SKIPPED));
    list(text, "Beside published profiles (which decide nothing)", published, published.size());
    list(text, "Warnings", run.warnings().stream().map(Texts::oneLine).toList());
    folder.ifPresent(written -> places(text, written));
    line(text, RULE);
    out.print(text);
    out.flush();
  }

  private String verdict(RunResults run) {
    RunResults.Verdict verdict = run.verdict();
    boolean isWrong = verdict == RunResults.Verdict.FAILED || verdict == RunResults.Verdict.BROKEN;
    String headline = run.headline(verdict.sentence());
    return isWrong ? headline : insteadOfVerdict.orElse(headline);
  }

  private static String totals(RunResults run) {
    String counts =
        List.of(Outcome.values()).stream()
            .map(outcome -> run.count(outcome) + " " + outcome.label())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s, %s: %s  (%s)",
        plural(run.audits().size(), "audit"),
        plural(run.leaves().size(), "leaf", "leaves"),
        counts,
        Texts.time(run.elapsed()));
  }

  private static void audits(StringBuilder text, RunResults run) {
    Map<String, List<LeafResult>> byAudit =
        run.leaves().stream()
            .collect(
                Collectors.groupingBy(
                    result -> Texts.oneLine(result.leaf().audit()),
                    TreeMap::new,
                    Collectors.toList()));
    int width = byAudit.keySet().stream().mapToInt(String::length).max().orElse(0);
    if (width > 0) {
      line(text, "");
    }
    byAudit.forEach(
        (audit, leaves) -> {
          StringBuilder row = new StringBuilder("  ").append(audit);
          row.append(" ".repeat(width - audit.length()));
          for (Outcome outcome : Outcome.values()) {
            long count = leaves.stream().filter(leaf -> leaf.outcome() == outcome).count();
            String cell = count == 0 ? "" : count + " " + outcome.label();
            row.append(String.format(Locale.ROOT, "  %13s", cell));
          }
          line(text, row.toString().stripTrailing());
        });
  }

  private void onlyRecorded(StringBuilder text, RunResults run) {
    List<OnlyRecorded> recorded = OnlyRecorded.of(run);
    list(
        text,
        "Nothing to compare with",
        recorded.stream().map(ConsoleSummary::onlyRecorded).toList(),
        recorded.size());
    OnlyRecorded.remedy(run, command)
        .ifPresent(
            remedy -> {
              line(text, "    " + remedy.sentence());
              line(text, "      " + Texts.oneLine(remedy.text()));
            });
  }

  private static String onlyRecorded(OnlyRecorded one) {
    return String.format(
        Locale.ROOT,
        "%s: %d of %s only recorded, since %s",
        Texts.oneLine(one.checkpoint()),
        one.recorded(),
        plural(one.leaves(), "leaf", "leaves"),
        Texts.oneLine(String.join("; ", one.reasons())));
  }

  private static String comparedInPart(ComparedInPart one) {
    return String.format(
        Locale.ROOT,
        "%s: %d of %s that passed had nothing to compare some metrics with (%s), since %s",
        Texts.oneLine(one.checkpoint()),
        one.leaves(),
        plural(one.passed(), "leaf", "leaves"),
        Texts.oneLine(String.join(", ", one.metrics())),
        Texts.oneLine(String.join("; ", one.reasons())));
  }

  private static String undecided(Undecided one) {
    return String.format(
        Locale.ROOT,
        "%s, %s: %d of %s",
        Texts.oneLine(one.checkpoint()),
        Texts.oneLine(one.audit()),
        one.undecided(),
        plural(one.leaves(), "leaf", "leaves"));
  }

  private static String failure(LeafResult result) {
    String excess =
        result.excess().isPresent()
            ? String.format(
                Locale.ROOT, " (outside by %.3g %%)", 100 * result.excess().getAsDouble())
            : "";
    return named(result.leaf().name(), Texts.firstLine(result.message()) + excess);
  }

  private static String failure(RunFailure failure) {
    return named(failure.name(), Texts.firstLine(failure.message()));
  }

  /** Puts the name before the text where the text does not say it itself. */
  private static String named(String name, String text) {
    String plain = Texts.oneLine(name);
    return text.contains(plain) ? text : plain + "\n      " + text;
  }

  private static void reasons(
      StringBuilder text, RunResults run, String heading, Set<Outcome> outcomes) {
    list(
        text,
        heading,
        Reason.of(run, leaf -> outcomes.contains(leaf.outcome()) && !leaf.isOnlyRecorded()).stream()
            .map(reason -> reason.which() + "\n      " + reason.text())
            .toList());
  }

  private void places(StringBuilder text, ReportFolder written) {
    line(text, "");
    if (Files.exists(written.decision())) {
      line(text, "  Open:    " + written.decision().toUri());
    }
    if (Files.exists(written.html())) {
      line(text, "  Report:  " + written.html().toUri());
    }
    if (Files.exists(written.explorer())) {
      line(text, "  Explore: " + written.explorer().toUri());
    }
    if (Files.exists(written.metrics())) {
      line(text, "  Metrics: " + written.metrics());
    }
  }

  private static void list(StringBuilder text, String heading, Collection<String> entries) {
    list(text, heading, entries, SHOWN);
  }

  private static void list(
      StringBuilder text, String heading, Collection<String> entries, int shown) {
    if (entries.isEmpty()) {
      return;
    }
    line(text, "");
    line(text, "  " + heading + ":");
    entries.stream().limit(shown).forEach(entry -> line(text, "    - " + entry));
    if (entries.size() > shown) {
      line(text, "    and " + (entries.size() - shown) + " more");
    }
  }

  private static String plural(long count, String one) {
    return plural(count, one, one + "s");
  }

  private static String plural(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
