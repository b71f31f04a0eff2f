package dev.plumbline.reports.results;

import java.util.Locale;
import org.junit.platform.engine.TestExecutionResult;

/** What became of a leaf. */
public enum Outcome {
  /** Every check held. */
  PASSED,
  /** A bound is violated. */
  FAILED,
  /** The environment or the checkpoint is at fault. */
  BROKEN,
  /** It ran and cannot be said: a figure does not exist, or there is no bound. */
  ABORTED,
  /** It did not run. */
  SKIPPED;

  /**
   * Judges a result: an assertion that does not hold is a failure, all else that is thrown a fault.
   */
  static Outcome of(TestExecutionResult result) {
    return switch (result.getStatus()) {
      case SUCCESSFUL -> PASSED;
      case ABORTED -> ABORTED;
      case FAILED ->
          result.getThrowable().filter(AssertionError.class::isInstance).isPresent()
              ? FAILED
              : BROKEN;
    };
  }

  /** Returns the outcome as it is printed: {@code passed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
