package dev.plumbline.engine.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts, by audit and checkpoint, the leaves of which something was decided. A run that decided
 * nothing, or too little of an audit, is not green. Leaves that had nothing to be compared with are
 * counted apart: more images would not decide them, and so they make a run red only where nothing
 * else was held against anything.
 */
public final class DecidedLeaves {

  private static final class Count {
    private int decided;
    private int undecided;
    private int incomparable;
    private String first = "";
  }

  private final double share;

  /** Of one audit on one checkpoint. */
  private record Group(String audit, String checkpoint) implements Comparable<Group> {

    private static final Comparator<Group> ORDER =
        Comparator.comparing(Group::audit).thenComparing(Group::checkpoint);

    @Override
    public int compareTo(Group other) {
      return ORDER.compare(this, other);
    }
  }

  /** The leaves of a checkpoint that had nothing to be compared with. */
  private static final class Incomparable {
    private int leaves;
    private String first = "";
  }

  private final Map<Group, Count> groups = new TreeMap<>();
  private final Map<String, Incomparable> incomparable = new TreeMap<>();
  private final Set<String> references = new HashSet<>();
  private int broken;

  /**
   * Begins to count.
   *
   * @param share the share of an audit's leaves that has to be decided
   */
  public DecidedLeaves(double share) {
    this.share = share;
  }

  /**
   * Counts a leaf that passed, failed or is broken.
   *
   * @param checkpoint its checkpoint
   * @param audit its audit's id
   */
  public synchronized void decided(String checkpoint, String audit) {
    count(checkpoint, audit).decided++;
  }

  /**
   * Counts a leaf of which nothing can be said.
   *
   * @param checkpoint its checkpoint
   * @param audit its audit's id
   * @param reason why, if it is known
   */
  public synchronized void undecided(String checkpoint, String audit, String reason) {
    Count count = count(checkpoint, audit);
    count.undecided++;
    if (count.first.isEmpty()) {
      count.first = reason == null ? "it gave no reason" : reason;
    }
  }

  /**
   * Counts a leaf whose metrics are only recorded, since there is nothing to compare them with.
   *
   * @param checkpoint its checkpoint
   * @param audit its audit's id
   * @param reason why, and what to do
   */
  public synchronized void incomparable(String checkpoint, String audit, String reason) {
    count(checkpoint, audit).incomparable++;
    Incomparable count = incomparable.computeIfAbsent(checkpoint, name -> new Incomparable());
    count.leaves++;
    if (count.first.isEmpty()) {
      count.first = reason;
    }
  }

  /**
   * Takes note of a leaf of which nothing is asked, since others are held against its checkpoint.
   *
   * @param checkpoint its checkpoint
   */
  public synchronized void notAsked(String checkpoint) {
    references.add(checkpoint);
  }

  /**
   * Counts a checkpoint or layer that is broken as a whole. Its leaf makes the run red by itself.
   */
  synchronized void broken() {
    broken++;
  }

  private Count count(String checkpoint, String audit) {
    return groups.computeIfAbsent(new Group(audit, checkpoint), name -> new Count());
  }

  /** Returns what makes the run red, a message each. */
  public synchronized List<String> problems() {
    int decided = groups.values().stream().mapToInt(count -> count.decided).sum();
    int undecided = groups.values().stream().mapToInt(count -> count.undecided).sum();
    List<String> problems = new ArrayList<>(heldAgainstNothing());
    if (decided + broken == 0 && (undecided > 0 || problems.isEmpty())) {
      problems.add(
          undecided == 0
              ? nothingAsked()
              : "Every audit aborted, so nothing was decided: "
                  + undecided
                  + " leaves, the first because "
                  + groups.values().stream()
                      .map(count -> count.first)
                      .filter(reason -> !reason.isEmpty())
                      .findFirst()
                      .orElse(""));
      return problems;
    }
    groups.forEach(
        (group, count) -> {
          int all = count.decided + count.undecided;
          boolean isAsked = count.incomparable <= all; // else hardly anything was to be decided
          if (isAsked && count.decided < share * all) {
            problems.add(
                String.format(
                    Locale.ROOT,
                    "%s decided %d of %d leaves of %s, and has to decide %.0f %% (audit.decided.share):"
                        + " the first is undecided because %s",
                    group.audit(),
                    count.decided,
                    all,
                    group.checkpoint(),
                    100 * share,
                    count.first));
          }
        });
    return problems;
  }

  private String nothingAsked() {
    return references.isEmpty()
        ? "Nothing was decided: the run ended before any of its leaves was judged"
        : "Nothing was asked: every checkpoint of the run is one that others are held against";
  }

  /** A checkpoint that others are held against need not be held against anything itself. */
  private List<String> heldAgainstNothing() {
    List<String> problems = new ArrayList<>();
    incomparable.forEach(
        (checkpoint, count) -> {
          boolean isHeld =
              groups.entrySet().stream()
                  .anyMatch(
                      group ->
                          group.getKey().checkpoint().equals(checkpoint)
                              && group.getValue().decided > 0);
          if (!isHeld && !references.contains(checkpoint)) {
            problems.add(
                String.format(
                    "Nothing of %s was held against anything, so nothing is known of it: %d leaves,"
                        + " the first %s",
                    checkpoint, count.leaves, count.first));
          }
        });
    return problems;
  }
}
