package dev.plumbline.engine.judge;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a leaf was decided.
 *
 * @param verdict what was decided before all images were seen; empty if the leaf is judged by what
 *     was measured in the end
 * @param images how many images had been seen by then; empty in a run that decides nothing early
 */
public record EarlyEnd(Optional<EarlyVerdict> verdict, OptionalInt images) {

  /** Returns what is said of leaves of a run that decides nothing early. */
  public static EarlyEnd notAsked() {
    return new EarlyEnd(Optional.empty(), OptionalInt.empty());
  }

  /**
   * Returns what is said of a leaf that was decided early.
   *
   * @param verdict what was decided
   */
  public static EarlyEnd of(EarlyVerdict verdict) {
    return new EarlyEnd(Optional.of(verdict), OptionalInt.of(verdict.images()));
  }

  /**
   * Returns what is said of a leaf that needed all images.
   *
   * @param images how many there were
   */
  public static EarlyEnd never(int images) {
    return new EarlyEnd(Optional.empty(), OptionalInt.of(images));
  }
}
