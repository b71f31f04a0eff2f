package dev.plumbline.engine.judge;

import dev.plumbline.engine.judge.statistics.AffectedScenes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The checks that passed although most scenes have nothing of what they count. Of these no more can
 * be said than how many scenes were looked at, and that is said.
 */
final class RareFigures {

  /** Checks of one metric of a checkpoint: the one that says least stands for all. */
  private record Passed(int checks, AffectedScenes least) {

    Passed and(Passed other, double rate) {
      return new Passed(
          checks + other.checks,
          least.unseen(rate) >= other.least.unseen(rate) ? least : other.least);
    }
  }

  private final double rate;
  private final SortedMap<String, SortedMap<String, Passed>> passed = new TreeMap<>();

  RareFigures(double rate) {
    this.rate = rate;
  }

  /** Takes note of a decision. */
  void decided(Family.Place place, Decision decision) {
    if (decision.unseen().isPresent()) {
      passed
          .computeIfAbsent(place.checkpoint(), name -> new TreeMap<>())
          .merge(
              place.metric(),
              new Passed(1, decision.comparison().affected().orElseThrow()),
              (one, other) -> one.and(other, rate));
    }
  }

  /** Returns a sentence for each checkpoint of which something is to be said. */
  SortedMap<String, String> remarks() {
    SortedMap<String, String> remarks = new TreeMap<>();
    passed.forEach((checkpoint, metrics) -> remarks.put(checkpoint, remark(metrics)));
    return remarks;
  }

  private String remark(SortedMap<String, Passed> metrics) {
    List<String> parts = new ArrayList<>();
    metrics.forEach(
        (metric, of) ->
            parts.add(
                String.format(
                    Locale.ROOT,
                    "%s in %d checks, up to %.0f %% of scenes (%d of %d seen)",
                    metric,
                    of.checks(),
                    100 * of.least().unseen(rate),
                    of.least().more(),
                    of.least().scenes())));
    return "rare in these scenes, so that more of it could go unseen elsewhere: "
        + String.join("; ", parts);
  }
}
