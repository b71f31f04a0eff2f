package dev.plumbline.engine.plan;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something the user gave cannot be used. The message says what was wrong, where, and what to do;
 * it is shown without a stack trace, and without characters that a terminal would obey in place of
 * showing them.
 */
public class UserError extends RuntimeException {

  /** Longer than any path that is meant. */
  private static final Pattern LONG_WORD = Pattern.compile("\\S{1000,}+");

  private static final Pattern PACKAGES =
      Pattern.compile("(?<![\\w./\\\\])(?:[a-z]\\w*\\.){2,8}(?=[A-Z]\\w*(?:Exception|Error)\\b)");

  /**
   * Makes an error from its message.
   *
   * @param message what was wrong, where, and what to do about it
   */
  public UserError(String message) {
    super(shown(message), null, false, false);
  }

  /**
   * Makes an error from its message and what led to it.
   *
   * @param message what was wrong, where, and what to do about it
   * @param cause what led to it; shown to no user
   */
  public UserError(String message, Throwable cause) {
    super(shown(message), cause, false, false);
  }

  /**
   * Returns the error of a file that cannot be read.
   *
   * @param file the file
   * @param e what says why: the system, or whoever read it
   */
  public static UserError unreadable(Path file, IOException e) {
    return new UserError(
        e instanceof FileSystemException // which names the file, and seldom more
            ? "The file " + file + " cannot be read (" + e + "). Check that it is readable."
            : "The file " + file + " cannot be read: " + e.getMessage() + ".",
        e);
  }

  /** The packages of an exception tell a user nothing, nor does a name that fills pages. */
  private static String shown(String message) {
    String safe = SafeNames.message(String.valueOf(message));
    return LONG_WORD
        .matcher(PACKAGES.matcher(safe).replaceAll(""))
        .replaceAll(word -> Matcher.quoteReplacement(Listed.shortened(word.group())));
  }
}
