package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens a door and holds what happens against what may happen: that it ends normally, or with
 * messages that a person can read. Whatever else is thrown is a finding, and is thrown on.
 */
final class FuzzCheck {

  /** What a message may have at most; nobody reads more in a terminal or a cell of a table. */
  static final int LONGEST = 4000;

  private static final int SHOWN = 200;

  private FuzzCheck() {}

  /** How an input ended. */
  enum Ending {
    /** Something of it was read. */
    ACCEPTED,
    /** Nothing of it was read, and the user is told why. */
    REFUSED
  }

  /**
   * Opens a door.
   *
   * @param door the door
   * @param input what is handed in
   * @param folder a folder that belongs to the door
   * @throws Finding if a message is not one that a person can read
   * @throws IOException if the folder cannot be written to
   */
  static Ending run(Door door, byte[] input, Path folder) throws IOException {
    Judge judge = new Judge();
    boolean accepted;
    try {
      accepted = door.open(input, folder, judge);
    } catch (UserError e) {
      judge.error(e);
      return Ending.REFUSED;
    }
    if (!accepted && !judge.hasHeard) {
      throw new Finding("Refused without a word");
    }
    return accepted ? Ending.ACCEPTED : Ending.REFUSED;
  }

  private static final class Judge implements Said {

    private boolean hasHeard;

    @Override
    public void note(String message) {
      hasHeard = true;
      if (message == null || message.isBlank()) {
        throw new Finding("A message that says nothing");
      }
      judgeLength(message);
    }

    @Override
    public void error(UserError error) {
      note(error.getMessage());
      judgeCharacters(error.getMessage());
    }
  }

  private static void judgeLength(String message) {
    if (message.length() > LONGEST) {
      throw new Finding(
          "A message of " + message.length() + " characters: " + message.substring(0, SHOWN));
    }
  }

  /** Line breaks and tabs are what messages are laid out with. */
  private static void judgeCharacters(String message) {
    message
        .chars()
        .filter(c -> Character.isISOControl(c) && c != '\n' && c != '\t')
        .findFirst()
        .ifPresent(
            c -> {
              throw new Finding(
                  String.format(
                      "A message with the control character U+%04X: %s",
                      c, message.substring(0, Math.min(SHOWN, message.length()))));
            });
  }
}
