package dev.plumbline.reports.results;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a run came to.
 *
 * @param leaves the leaves, in the order in which they ended
 * @param failures what went wrong outside the leaves
 * @param notes what the run said of itself
 * @param layers the layers in the order in which data flows through them
 * @param elapsed how long the leaves took
 */
public record RunResults(
    List<LeafResult> leaves,
    List<RunFailure> failures,
    List<RunNote> notes,
    LayerSequence layers,
    Duration elapsed) {

  /** Copies what it is given. */
  public RunResults {
    leaves = List.copyOf(leaves);
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /**
   * Returns these results with more failures; without those of them that a leaf or another failure
   * says already.
   *
   * @param more what else went wrong
   */
  public RunResults withFailures(Collection<RunFailure> more) {
    List<RunFailure> all = new ArrayList<>(failures);
    more.stream()
        .filter(failure -> !says(failure.message()))
        .filter(failure -> !all.contains(failure))
        .forEach(all::add);
    return new RunResults(leaves, all, notes, layers, elapsed);
  }

  private boolean says(String message) {
    return Stream.concat(
            failures.stream().map(RunFailure::message), leaves.stream().map(LeafResult::message))
        .anyMatch(said -> said.contains(message));
  }

  /** What a run came to, in one word. */
  public enum Verdict {
    /** Something was decided, and nothing is wrong. */
    PASSED("passed", "passed"),
    /** Nothing is wrong, and some leaves had nothing to be compared with: neither good nor bad. */
    NOTHING_TO_COMPARE("nothing to compare with", "nothing to compare with"),
    /** A bound is violated. */
    FAILED("failed", "FAILED"),
    /** A leaf is broken, or something went wrong outside the leaves. */
    BROKEN("broken", "BROKEN"),
    /** There was no leaf. */
    NOTHING_RAN(
        "nothing ran",
        "NOTHING RAN. No audit was found or selected, so nothing is known of any checkpoint."),
    /** There were leaves, and none was decided. */
    NOTHING_CONCLUDED(
        "nothing was concluded",
        "NOTHING WAS CONCLUDED. Every leaf was aborted or skipped; the reasons are below.");

    private final String words;
    private final String sentence;

    Verdict(String words, String sentence) {
      this.words = words;
      this.sentence = sentence;
    }

    /** Returns the verdict in a word or three. */
    public String words() {
      return words;
    }

    /** Returns the verdict as summaries say it. */
    public String sentence() {
      return sentence;
    }
  }

  /** Returns what the run came to as a whole: the worst of its leaves and failures. */
  public Verdict verdict() {
    if (count(Outcome.FAILED) > 0) {
      return Verdict.FAILED;
    }
    if (count(Outcome.BROKEN) > 0 || !failures.isEmpty()) {
      return Verdict.BROKEN;
    }
    if (leaves.isEmpty()) {
      return Verdict.NOTHING_RAN;
    }
    if (count(Outcome.PASSED) == 0) {
      return Verdict.NOTHING_CONCLUDED;
    }
    return onlyRecorded() > 0 ? Verdict.NOTHING_TO_COMPARE : Verdict.PASSED;
  }

  /**
   * Returns the verdict as a headline: {@code passed, 9 undecided}. What could not be said, what
   * passed on a part of its checks, what was only warned of, and what there was nothing to compare
   * with, is said with it: {@code nothing to compare with: 414 of 690 leaves only recorded; 276
   * passed}.
   *
   * @param verdict the verdict, in the words that are wanted
   */
  public String headline(String verdict) {
    boolean isOfNothing =
        verdict() == Verdict.NOTHING_RAN || verdict() == Verdict.NOTHING_CONCLUDED;
    if (isOfNothing) {
      return verdict;
    }
    long undecided = leaves.stream().filter(LeafResult::isUndecided).count();
    String rest =
        (undecided > 0 ? ", " + undecided + " undecided" : "")
            + (comparedInPart() > 0 ? ", " + comparedInPart() + " compared in part" : "")
            + (warned() > 0 ? ", " + warned() + " warned" : "");
    if (onlyRecorded() == 0) {
      return verdict + rest;
    }
    String recorded =
        String.format(": %d of %d leaves only recorded", onlyRecorded(), leaves.size());
    return verdict() == Verdict.NOTHING_TO_COMPARE
        ? verdict + recorded + "; " + count(Outcome.PASSED) + " passed" + rest
        : verdict + rest + "; " + Verdict.NOTHING_TO_COMPARE.words() + recorded;
  }

  /** Returns how many leaves are only recorded, since there is nothing to compare them with. */
  public long onlyRecorded() {
    return leaves.stream().filter(LeafResult::isOnlyRecorded).count();
  }

  /** Returns how many leaves passed although some of their metrics had nothing to compare with. */
  public long comparedInPart() {
    return leaves.stream().filter(LeafResult::isComparedInPart).count();
  }

  /** Returns how many leaves came to that. */
  public long count(Outcome outcome) {
    return leaves.stream().filter(leaf -> leaf.outcome() == outcome).count();
  }

  /** Returns all metrics of all leaves. */
  public Stream<MetricRecord> metrics() {
    return leaves.stream().flatMap(leaf -> leaf.metrics().stream());
  }

  /** Returns how many metrics are outside a bound that only warns. */
  public long warned() {
    return metrics().filter(metric -> metric.verdict() == MetricVerdict.WARNED).count();
  }

  /** Returns how many violations were accepted. */
  public long accepted() {
    return metrics().filter(metric -> metric.verdict() == MetricVerdict.FROZEN).count();
  }

  /** Returns the leaves that failed, those that are farthest outside their bound first. */
  public List<LeafResult> worst() {
    return leaves.stream()
        .filter(leaf -> leaf.outcome() == Outcome.FAILED)
        .sorted(
            Comparator.comparingDouble(
                    (LeafResult leaf) -> leaf.excess().orElse(Double.NEGATIVE_INFINITY))
                .reversed())
        .toList();
  }

  /** Returns the names of the checkpoints, in the order in which their first leaf ended. */
  public List<String> checkpoints() {
    return leaves.stream().map(leaf -> leaf.leaf().checkpoint()).distinct().toList();
  }

  /** Returns the ids of the audits, by name. */
  public List<String> audits() {
    return leaves.stream().map(leaf -> leaf.leaf().audit()).distinct().sorted().toList();
  }

  /** Returns facts about the run by their names. */
  public Map<String, String> environment() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    notes.stream()
        .filter(note -> note.kind() == RunNote.Kind.ENVIRONMENT)
        .forEach(note -> facts.put(note.name(), note.text()));
    return facts;
  }

  /** Returns what a reader must know, each once. */
  public Set<String> warnings() {
    return said(RunNote.Kind.WARNING);
  }

  /** Returns what became of the run as a whole, each once. */
  public Set<String> results() {
    return said(RunNote.Kind.RESULT);
  }

  private Set<String> said(RunNote.Kind kind) {
    Set<String> said = new LinkedHashSet<>();
    notes.stream()
        .filter(note -> note.kind() == kind)
        .forEach(note -> said.add(note.name() + ": " + note.text()));
    return said;
  }
}
