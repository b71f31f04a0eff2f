package dev.plumbline.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/**
 * What became of one hostile thing.
 *
 * @param ending how the run ended
 * @param said what was said
 */
record Outcome(Ending ending, String said) {

  private static final String MARK = "OUTCOME ";

  /** Returns the line by which a worker tells it. */
  String line() {
    return MARK + ending.name() + " " + Base64.getEncoder().encodeToString(said.getBytes(UTF_8));
  }

  /** Reads a line; empty if it is another one. */
  static Optional<Outcome> parse(String line) {
    String[] words = line.split(" ", -1);
    if (!line.startsWith(MARK) || words.length != 3) {
      return Optional.empty();
    }
    return Ending.named(words[1])
        .map(
            ending -> new Outcome(ending, new String(Base64.getDecoder().decode(words[2]), UTF_8)));
  }
}
