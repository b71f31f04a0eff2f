package dev.plumbline.reports;

import dev.plumbline.api.report.RunNote;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A summary that a person can read in a plain log: what ran, what is worst, where the rest is. */
final class ConsoleSummary implements Report {

  private static final int SHOWN = 5;
  private static final String RULE = "-".repeat(80);

  private final PrintStream out;
  private final Optional<ReportFolder> folder;
  private final Optional<String> insteadOfVerdict;
  private final Collection<String> published;
  private final Collection<String> problems;
  private final List<LeafResult> results = new ArrayList<>();
  private final List<RunFailure> runFailures = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /**
   * Makes a summary.
   *
   * @param out where it is printed
   * @param folder where the other reports are, if there are any
   * @param insteadOfVerdict what to say of a run that was not to measure anything
   * @param published what there is to say of published profiles; read at the end
   * @param problems why reports could not be written; read at the end
   */
  ConsoleSummary(
      PrintStream out,
      Optional<ReportFolder> folder,
      Optional<String> insteadOfVerdict,
      Collection<String> published,
      Collection<String> problems) {
    this.out = out;
    this.folder = folder;
    this.insteadOfVerdict = insteadOfVerdict;
    this.published = published;
    this.problems = problems;
  }

  @Override
  public String name() {
    return "the summary";
  }

  @Override
  public void leaf(LeafResult result) {
    results.add(result);
  }

  @Override
  public void runFailure(RunFailure failure) {
    runFailures.add(failure);
  }

  @Override
  public void note(RunNote note) {
    if (note.kind() == RunNote.Kind.WARNING) {
      warnings.add(Texts.oneLine(note.name() + ": " + note.text()));
    }
  }

  @Override
  public void end(Duration elapsed) {
    // One write, so that nothing else in the log comes between the lines.
    StringBuilder text = new StringBuilder();
    line(text, RULE);
    line(text, "Plumbline model audits: " + verdict());
    line(text, "  " + totals(elapsed));
    audits(text);
    list(text, "Failures of the run", runFailures.stream().map(ConsoleSummary::failure).toList());
    failures(text);
    reasons(text, "Broken", Set.of(Outcome.BROKEN));
    reasons(text, "Not concluded", Set.of(Outcome.ABORTED, Outcome.SKIPPED));
    list(text, "Beside published profiles (which decide nothing)", published, published.size());
    list(text, "Warnings", warnings);
    list(text, "REPORTS NOT WRITTEN", problems.stream().map(Texts::oneLine).toList());
    folder.ifPresent(written -> places(text, written));
    line(text, RULE);
    out.print(text);
    out.flush();
  }

  private String verdict() {
    if (count(Outcome.FAILED) > 0) {
      return "FAILED";
    }
    if (count(Outcome.BROKEN) > 0 || !runFailures.isEmpty()) {
      return "BROKEN";
    }
    if (insteadOfVerdict.isPresent()) {
      return insteadOfVerdict.get();
    }
    if (results.isEmpty()) {
      return "NOTHING RAN. No audit was found or selected, so nothing is known of any checkpoint.";
    }
    if (count(Outcome.PASSED) == 0) {
      return "NOTHING WAS CONCLUDED. Every leaf was aborted or skipped; the reasons are below.";
    }
    return "passed";
  }

  private String totals(Duration elapsed) {
    long audits = results.stream().map(result -> result.leaf().audit()).distinct().count();
    String counts =
        List.of(Outcome.values()).stream()
            .map(outcome -> count(outcome) + " " + outcome.label())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s, %s: %s  (%s)",
        plural(audits, "audit"),
        plural(results.size(), "leaf", "leaves"),
        counts,
        time(elapsed));
  }

  private void audits(StringBuilder text) {
    Map<String, List<LeafResult>> byAudit =
        results.stream()
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

  private void failures(StringBuilder text) {
    List<String> worst =
        results.stream()
            .filter(result -> result.outcome() == Outcome.FAILED)
            .sorted(
                Comparator.comparingDouble(
                        (LeafResult result) -> result.excess().orElse(Double.NEGATIVE_INFINITY))
                    .reversed())
            .map(ConsoleSummary::failure)
            .toList();
    list(text, "Worst failures, by how far they are outside the bound", worst);
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

  /** Leaves that share a reason are one entry; most often one cause stops many leaves. */
  private void reasons(StringBuilder text, String heading, Set<Outcome> outcomes) {
    Map<String, List<LeafResult>> byReason =
        results.stream()
            .filter(result -> outcomes.contains(result.outcome()))
            .collect(
                Collectors.groupingBy(
                    result -> result.outcome().label() + ": " + Texts.firstLine(result.message()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    list(
        text,
        heading,
        byReason.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
            .map(entry -> reason(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static String reason(String reason, List<LeafResult> leaves) {
    String first = Texts.oneLine(leaves.get(0).leaf().name());
    String others = leaves.size() == 1 ? "" : " and " + (leaves.size() - 1) + " more";
    return first + others + "\n      " + reason;
  }

  private void places(StringBuilder text, ReportFolder written) {
    line(text, "");
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

  private long count(Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  private static String plural(long count, String one) {
    return plural(count, one, one + "s");
  }

  private static String plural(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static String time(Duration elapsed) {
    if (elapsed.toMinutes() == 0) {
      return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
    }
    return String.format(
        Locale.ROOT,
        "%d h %02d min %02d s",
        elapsed.toHours(),
        elapsed.toMinutesPart(),
        elapsed.toSecondsPart());
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
