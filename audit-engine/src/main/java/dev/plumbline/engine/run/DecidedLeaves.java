package dev.plumbline.engine.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts, by audit and checkpoint, the leaves of which something was decided. A run that decided
 * nothing, or too little of an audit, is not green.
 */
public final class DecidedLeaves {

  private static final class Count {
    private int decided;
    private int undecided;
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

  private final Map<Group, Count> groups = new TreeMap<>();
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
    if (decided + broken == 0) {
      return List.of(
          undecided == 0
              ? "Nothing was asked: every checkpoint of the run is one that others are held against"
              : "Every audit aborted, so nothing was decided: "
                  + undecided
                  + " leaves, the first because "
                  + groups.values().iterator().next().first);
    }
    List<String> problems = new ArrayList<>();
    groups.forEach(
        (group, count) -> {
          int all = count.decided + count.undecided;
          if (count.decided < share * all) {
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
}
