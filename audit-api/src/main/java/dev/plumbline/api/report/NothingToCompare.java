package dev.plumbline.api.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says of a leaf that its metrics are only recorded: the bounds that come with its audit were set
 * on other checkpoints, and neither bounds of the user's nor a baseline were given.
 *
 * @param metrics the names of the metrics that had nothing to be held against
 */
public record NothingToCompare(List<String> metrics) {

  private static final String KEY = "plumbline.nothing-to-compare";
  private static final String SEPARATOR = " ";

  /** Copies the names. */
  public NothingToCompare {
    metrics = List.copyOf(metrics);
  }

  /** Returns the key-value pairs of a report entry. */
  public Map<String, String> toEntry() {
    return Map.of(KEY, String.join(SEPARATOR, metrics));
  }

  /**
   * Reads it back.
   *
   * @param entry the key-value pairs of any report entry
   * @return what the entry says; empty if it says something else
   */
  public static Optional<NothingToCompare> fromEntry(Map<String, String> entry) {
    return Optional.ofNullable(entry.get(KEY))
        .map(names -> new NothingToCompare(List.of(names.split(SEPARATOR))));
  }
}
