package dev.plumbline.engine.measure.cluster;

import dev.plumbline.engine.measure.partial.StateInput;
import dev.plumbline.engine.measure.partial.StateOutput;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OverdueException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What a task says that came to nothing, since trying it again would come to the same. What a task
 * came to is the file of its partial, which never begins with 0.
 */
public final class ClusterAnswer {

  private static final byte FAILED = 0;

  /** How something failed. */
  public enum Failure {
    /** What the user can mend. */
    USER,
    /** A call into native code took too long, or does not come back. */
    OVERDUE,
    /** The heap does not do. */
    MEMORY,
    /** Anything else. */
    OTHER
  }

  private ClusterAnswer() {}

  /**
   * Says that a task failed.
   *
   * @param how how
   * @param message the message
   */
  public static byte[] failed(Failure how, String message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(FAILED);
    StateOutput to = new StateOutput(bytes);
    try {
      to.writeString(how.name());
      to.writeString(String.valueOf(message));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns what a task failed with; empty if it did not. */
  static Optional<RuntimeException> failure(byte[] answer) {
    if (answer[0] != FAILED) {
      return Optional.empty();
    }
    try {
      ByteArrayInputStream bytes = new ByteArrayInputStream(answer, 1, answer.length - 1);
      StateInput from = new StateInput(bytes, answer.length - 1);
      Failure how = Failure.valueOf(from.readString());
      return Optional.of(exception(how, from.readString()));
    } catch (IOException | RuntimeException e) {
      return Optional.of(new IllegalStateException("An answer cannot be read: " + e, e));
    }
  }

  private static RuntimeException exception(Failure how, String message) {
    return switch (how) {
      case USER -> new UserError(message);
      case OVERDUE -> new OverdueException(message);
      case MEMORY ->
          new UserError(
              "it took more memory than an executor may take ("
                  + message
                  + "). Give executors more, spark.executor.memory=… with as many GB as there are,"
                  + " or ask for less: fewer layers (audit.layers), or images at once"
                  + " (audit.batch=1).");
      case OTHER -> new IllegalStateException("In its executor: " + message);
    };
  }
}
