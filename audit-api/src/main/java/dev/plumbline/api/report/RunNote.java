package dev.plumbline.api.report;

import java.util.Map;
import java.util.Optional;

/**
 * Something said about the run as a whole, published on the engine's node.
 *
 * @param kind what it is
 * @param name for {@link Kind#ENVIRONMENT} the fact's name, otherwise what it is about
 * @param text the fact's value, the warning or the result
 */
public record RunNote(Kind kind, String name, String text) {

  /** The kinds of notes. */
  public enum Kind {
    /** A fact about the run: a version, a device, a seed. */
    ENVIRONMENT,
    /** Something a reader of the results must know: an image left out, a fallback taken. */
    WARNING,
    /** What became of the run as a whole: how it compares with a baseline, what was recorded. */
    RESULT
  }

  /**
   * Begins the name of the fact that says what a checkpoint was run on, before the checkpoint's
   * name: a hash, which two runs have in common if they saw the same images, brought to their size
   * in the same way, with the same noise and prompt embeddings where these are read from files.
   */
  public static final String INPUTS = "inputs of ";

  private static final String KIND = "plumbline.note";

  /** Returns the note as the key-value pairs of a report entry. */
  public Map<String, String> toEntry() {
    return Map.of(KIND, kind.name(), "name", name, "text", text);
  }

  /**
   * Reads a note back.
   *
   * @param entry the key-value pairs of any report entry
   * @return the note; empty if the entry holds none
   */
  public static Optional<RunNote> fromEntry(Map<String, String> entry) {
    return Optional.ofNullable(entry.get(KIND))
        .map(kind -> new RunNote(Kind.valueOf(kind), entry.get("name"), entry.get("text")));
  }
}
