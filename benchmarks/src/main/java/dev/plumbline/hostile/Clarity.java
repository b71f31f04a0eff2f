package dev.plumbline.hostile;

import dev.plumbline.engine.plan.UserError;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.platform.launcher.core.DiscoveryIssueException;
import org.opentest4j.TestAbortedException;

/** Whether what was thrown tells a user what is wrong. */
final class Clarity {

  private static final int LONGEST = 8_000;

  /** What only those who wrote the code can make something of. */
  private static final Pattern INTERNAL =
      Pattern.compile(
          "NullPointer|IndexOutOf|NegativeArraySize|ClassCast|ArrayStore|IllegalState"
              + "|IllegalArgument|ArithmeticException|NoSuchElement|ConcurrentModification"
              + "|StackOverflow|BufferUnderflow|BufferOverflow|\\bjava\\.(?:lang|util|nio|io)\\.");

  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u202a-\\u202e\\u2066-\\u2069]");

  private Clarity() {}

  /** Returns what is wrong with it; empty if nothing is. */
  static Optional<String> problem(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    boolean isForUsers =
        thrown instanceof UserError
            || thrown instanceof AssertionError
            || thrown instanceof TestAbortedException
            || thrown instanceof DiscoveryIssueException; // made of messages of ours
    if (!isForUsers) {
      return Optional.of("thrown was a " + thrown.getClass().getName() + ": " + message);
    }
    if (thrown.getMessage() == null || message.isBlank()) {
      return Optional.of("nothing was said");
    }
    if (INTERNAL.matcher(message).find()) {
      return Optional.of("told is an internal error: " + message);
    }
    if (CONTROL.matcher(message).find()) {
      return Optional.of("control characters are told: " + message);
    }
    return message.length() > LONGEST
        ? Optional.of("the message has " + message.length() + " characters: " + message)
        : Optional.empty();
  }
}
