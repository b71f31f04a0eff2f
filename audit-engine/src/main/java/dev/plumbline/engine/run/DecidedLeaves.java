package dev.plumbline.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the leaves of which something was decided. A run that decided nothing, or too little of an
 * audit, is not green.
 */
public final class DecidedLeaves {

  private static final class Count {
    private int decided;
    private int undecided;
    private String first = "";
  }

  private final double share;
  private final Map<String, Count> audits = new TreeMap<>();
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
   * @param audit its audit's id
   */
  public synchronized void decided(String audit) {
    count(audit).decided++;
  }

  /**
   * Counts a leaf of which nothing can be said.
   *
   * @param audit its audit's id
   * @param reason why, if it is known
   */
  public synchronized void undecided(String audit, String reason) {
    Count count = count(audit);
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

  private Count count(String audit) {
    return audits.computeIfAbsent(audit, name -> new Count());
  }

  /** Returns what makes the run red, a message each. */
  public synchronized List<String> problems() {
    int decided = audits.values().stream().mapToInt(count -> count.decided).sum();
    int undecided = audits.values().stream().mapToInt(count -> count.undecided).sum();
    if (decided + broken == 0) {
      return List.of(
          undecided == 0
              ? "Nothing was asked: every checkpoint of the run is one that others are held against"
              : "Every audit aborted, so nothing was decided: "
                  + undecided
                  + " leaves, the first because "
                  + audits.values().iterator().next().first);
    }
    List<String> problems = new ArrayList<>();
    audits.forEach(
        (audit, count) -> {
          int all = count.decided + count.undecided;
          if (count.decided < share * all) {
            problems.add(
                String.format(
                    Locale.ROOT,
                    "%s decided %d of %d leaves, and has to decide %.0f %% (audit.decided.share):"
                        + " the first is undecided because %s",
                    audit,
                    count.decided,
                    all,
                    100 * share,
                    count.first));
          }
        });
    return problems;
  }
}
