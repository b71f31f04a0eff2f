package dev.plumbline.reports.results;

import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a run's checkpoints are what they were: by the sketches of their layers, and by the
 * figures that were held against a baseline.
 *
 * @param kind the answer, of the checkpoint that moved most
 * @param sketches how many leaves had sketches to compare
 * @param figures how many figures were held against a baseline
 * @param different how many of those differ from it
 * @param isWhole whether all leaves passed, and none of them with some checks left out
 * @param others whether the run has checkpoints of which nothing was compared
 * @param compared the names of those of which something was
 */
public record Movement(
    Kind kind,
    long sketches,
    long figures,
    long different,
    boolean isWhole,
    boolean others,
    Set<String> compared) {

  /** Copies the names. */
  public Movement {
    compared = Collections.unmodifiableSet(new LinkedHashSet<>(compared));
  }

  /** What became of a checkpoint. */
  public enum Kind {
    /** Not a bit differs. */
    IDENTICAL("identical"),
    /** Layers moved by no more than a cast to half precision moves them. */
    ROUNDED("the same but for rounding"),
    /** It is another one. */
    MOVED("moved");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Returns what became of a run's checkpoints; empty if nothing was compared. */
  public static Optional<Movement> of(RunResults run) {
    List<BaselineChange> changes = BaselineChange.all(run);
    long different = changes.stream().filter(change -> change.difference() != 0).count();
    List<MetricRecord> sketches = run.metrics().filter(Movement::isOfSketches).toList();
    if (changes.isEmpty() && sketches.isEmpty()) {
      return Optional.empty();
    }
    double farthest = sketches.stream().mapToDouble(Movement::change).max().orElse(0);
    boolean isSame = farthest == 0 && different == 0;
    // What was summed in another order differs in its last digits, and no sketch says by how much.
    boolean isRounded =
        !sketches.isEmpty()
            && farthest <= LayerSketch.ROUNDING
            && changes.stream().noneMatch(Movement::isBeyondItsMargin);
    Kind kind = isSame ? Kind.IDENTICAL : isRounded ? Kind.ROUNDED : Kind.MOVED;
    boolean isWhole =
        run.failures().isEmpty()
            && run.leaves().stream().allMatch(leaf -> leaf.outcome() == Outcome.PASSED)
            && run.comparedInPart() == 0;
    Set<String> compared = new LinkedHashSet<>();
    changes.forEach(change -> compared.add(change.metric().checkpoint()));
    sketches.forEach(sketch -> compared.add(sketch.checkpoint()));
    boolean others = !compared.containsAll(run.checkpoints());
    return Optional.of(
        new Movement(kind, sketches.size(), changes.size(), different, isWhole, others, compared));
  }

  private static boolean isOfSketches(MetricRecord metric) {
    return metric.value().isPresent()
        && (metric.metric().equals(LayerSketch.RELATIVE_CHANGE)
            || metric.metric().equals(LayerSketch.LOST_IMAGES));
  }

  private static double change(MetricRecord metric) {
    double value = metric.value().getAsDouble();
    boolean isLost = metric.metric().equals(LayerSketch.LOST_IMAGES) && value > 0;
    return isLost ? Double.POSITIVE_INFINITY : value;
  }

  private static boolean isBeyondItsMargin(BaselineChange change) {
    return change.metric().verdict() == MetricVerdict.FAILED
        || change.metric().verdict() == MetricVerdict.INCONCLUSIVE
        || change.towardsItsLimit() > 1;
  }

  /** Returns the answer in a few words: {@code identical where it could be compared}. */
  public String words() {
    boolean isPart = kind != Kind.MOVED && !isWhole;
    return kind.words
        + (others ? " (" + String.join(", ", compared) + ")" : "")
        + (isPart ? " where it could be compared" : "");
  }

  /** Returns what the answer rests on, a sentence; empty if it rests on sketches alone. */
  public Optional<String> evidence() {
    if (figures == 0) {
      return Optional.empty();
    }
    return Optional.of(
        different == 0
            ? "All " + figures + " figures held against the baseline are the same to the last bit."
            : different + " of " + figures + " figures held against the baseline differ from it.");
  }
}
