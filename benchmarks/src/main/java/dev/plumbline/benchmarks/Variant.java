package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The ways that are held against each other. */
enum Variant {
  /** The U-Net alone: nothing but the predicted noise leaves it. */
  BARE("bare passes"),
  /** All layers' representations leave the graph and are copied to the heap. */
  TAPS("raw taps"),
  /** What audits do. */
  AUDIT("measurement");

  private final String label;

  /** Returns those that are timed. */
  static List<Variant> timed(boolean taps) {
    return taps ? List.of(values()) : List.of(BARE, AUDIT);
  }

  Variant(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /**
   * Opens the session. The caller closes the way, and the checkpoint after it.
   *
   * @param setup what is measured
   * @param checkpoint the checkpoint with its images
   */
  Way open(Setup setup, OpenedCheckpoint checkpoint) throws SessionException {
    return switch (this) {
      case BARE ->
          new PlainWay(
              checkpoint.plain(Set.of()), checkpoint.inputs(), setup, Set.of(setup.noise()));
      case TAPS -> {
        Set<String> outputs = new LinkedHashSet<>(setup.taps());
        outputs.add(setup.noise());
        yield new PlainWay(checkpoint.plain(setup.taps()), checkpoint.inputs(), setup, outputs);
      }
      case AUDIT -> {
        checkpoint.prepare(setup.timestep());
        yield new AuditWay(checkpoint, setup);
      }
    };
  }
}
