package dev.plumbline.engine.judge;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import java.util.Comparator;
import java.util.Locale;

/**
 * A violation that is accepted.
 *
 * @param key which
 * @param value the metric's value when it was accepted
 * @param tolerance by how much it may be worse than that
 */
record FrozenViolation(Key key, double value, double tolerance) {

  /** On which side of its bound a value is. */
  enum Side {
    ABOVE,
    BELOW;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Side of(String label) {
      for (Side side : values()) {
        if (side.label().equals(label)) {
          return side;
        }
      }
      throw new IllegalArgumentException("side is '" + label + "', expected above or below");
    }
  }

  /**
   * Which side of which metric of which leaf.
   *
   * @param checkpoint the checkpoint's name
   * @param audit the audit's id
   * @param metric the metric's name
   * @param layer the layer
   * @param timestep the timestep
   * @param side the side
   */
  record Key(
      String checkpoint, String audit, String metric, LayerName layer, int timestep, Side side)
      implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::checkpoint)
            .thenComparing(Key::audit)
            .thenComparing(Key::metric)
            .thenComparing(Key::layer)
            .thenComparingInt(Key::timestep)
            .thenComparing(Key::side);

    static Key of(String audit, Subject subject, Metric metric, Side side) {
      return new Key(
          subject.checkpoint(), audit, metric.name(), subject.layer(), subject.timestep(), side);
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** Makes a violation of today. Its tolerance is how much the metric varies by itself. */
  static FrozenViolation of(Key key, Metric metric) {
    return new FrozenViolation(
        key, metric.value().orElseThrow(), BaselineMargin.of(metric, true).width());
  }

  /** Returns the worst value that is accepted. */
  double limit() {
    return key.side() == Side.ABOVE ? value + tolerance : value - tolerance;
  }

  boolean accepts(double now) {
    return key.side() == Side.ABOVE ? now <= limit() : now >= limit();
  }
}
