package dev.plumbline.api.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says of a leaf that metrics which it checked are only recorded, since there is nothing to hold
 * them against: either the bounds that come with its audit were set on other checkpoints, and
 * neither bounds of the user's nor a baseline were given; or there is a baseline that cannot tell.
 *
 * @param metrics the names of the metrics that had nothing to be held against, at least one
 * @param isOfAll whether nothing else of the leaf was held against anything either
 * @param baseline why the baseline cannot tell, a part of a sentence; empty where the bounds were
 *     set on other checkpoints
 */
public record NothingToCompare(List<String> metrics, boolean isOfAll, Optional<String> baseline) {

  private static final String KEY = "plumbline.nothing-to-compare";
  private static final String OF_ALL = KEY + ".of-all";
  private static final String BASELINE = KEY + ".baseline";
  private static final String SEPARATOR = " ";

  /** Copies the names. */
  public NothingToCompare {
    metrics = List.copyOf(metrics);
  }

  /** Returns the key-value pairs of a report entry. */
  public Map<String, String> toEntry() {
    Map<String, String> entry = new HashMap<>();
    entry.put(KEY, String.join(SEPARATOR, metrics));
    entry.put(OF_ALL, Boolean.toString(isOfAll));
    baseline.ifPresent(why -> entry.put(BASELINE, why));
    return entry;
  }

  /**
   * Reads it back.
   *
   * @param entry the key-value pairs of any report entry
   * @return what the entry says; empty if it says something else
   */
  public static Optional<NothingToCompare> fromEntry(Map<String, String> entry) {
    return Optional.ofNullable(entry.get(KEY))
        .map(
            names ->
                new NothingToCompare(
                    List.of(names.split(SEPARATOR)),
                    Boolean.parseBoolean(entry.get(OF_ALL)),
                    Optional.ofNullable(entry.get(BASELINE))));
  }
}
