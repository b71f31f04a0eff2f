package dev.plumbline.reports.trends;

import java.util.List;
import java.util.Objects;

/**
 * What is kept of a run to show how metrics went on from it.
 *
 * @param name what the run is called: {@code run 7}
 * @param time when it ended, as ISO-8601
 * @param count how many checkpoints it had, those without figures too
 * @param checkpoints its checkpoints that have figures
 */
record PastRun(String name, String time, int count, List<OfCheckpoint> checkpoints) {

  PastRun {
    name = Objects.requireNonNullElse(name, "");
    time = Objects.requireNonNullElse(time, "");
    checkpoints = copy(checkpoints);
  }

  /**
   * The figures of a checkpoint.
   *
   * @param checkpoint its name
   * @param metrics its metrics, by name
   */
  record OfCheckpoint(String checkpoint, List<Figure> metrics) {

    OfCheckpoint {
      checkpoint = Objects.requireNonNullElse(checkpoint, "");
      metrics = copy(metrics);
    }
  }

  /**
   * A metric of a checkpoint, over all layers and timesteps that it was measured at.
   *
   * @param metric its name
   * @param comparable the hash of all that two figures have to have in common to be compared
   * @param places at how many layers and timesteps there is a value
   * @param least the smallest value
   * @param median the median
   * @param most the largest value
   * @param outside at how many of the places it was outside its bound
   */
  record Figure(
      String metric,
      String comparable,
      int places,
      double least,
      double median,
      double most,
      int outside) {

    Figure {
      metric = Objects.requireNonNullElse(metric, "");
      comparable = Objects.requireNonNullElse(comparable, "");
    }

    /** Tells whether it can be drawn: a file of others may hold anything. */
    boolean isSound() {
      return Double.isFinite(most - least) && least <= median && median <= most;
    }

    boolean isComparedWith(Figure other) {
      return metric.equals(other.metric) && comparable.equals(other.comparable);
    }
  }

  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
  }
}
