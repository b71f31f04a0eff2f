package dev.plumbline.reports.results;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.RunNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One kind of report. It is told what happens in the order it happens, by one thread at a time:
 * {@link #begin} once, then leaves, failures and notes, then {@link #end} once, or more often if it
 * says the {@link #verdict}.
 */
public interface Report {

  /** Returns what the report is called when it cannot be written: {@code metrics.csv}. */
  String name();

  /**
   * Returns the report's file if it says how the run ended. It is then taken away and written again
   * where something goes wrong after it was written, such as another report that cannot be.
   */
  default Optional<Path> verdict() {
    return Optional.empty();
  }

  /** Tells whether the report is written in a moment, so that an interrupted run can have it. */
  default boolean isQuick() {
    return false;
  }

  /** Begins the report of a run. */
  default void begin() throws IOException {}

  /** Takes the result of a leaf. Each leaf comes once. */
  default void leaf(LeafResult result) throws IOException {}

  /**
   * Takes the result of a leaf over from the run that this one completes, in the place of {@link
   * #leaf}; what each image gave is forgotten.
   */
  default void takenOver(LeafResult result) throws IOException {
    leaf(result);
  }

  /** Takes a failure outside the leaves. */
  default void runFailure(RunFailure failure) throws IOException {}

  /** Takes a note on the run. */
  default void note(RunNote note) throws IOException {}

  /** Takes what can be explored of a checkpoint; before the checkpoint's leaves. */
  default void explored(Exploration exploration) throws IOException {}

  /**
   * Ends the report.
   *
   * @param run all that the run came to: what was told before, and how long it took
   */
  default void end(RunResults run) throws IOException {}
}
