package dev.plumbline.api.report;

import dev.plumbline.api.Contributions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What each image gave to the metrics of one leaf, published on the leaf's node.
 *
 * <p>These are thousands of numbers a leaf, far too many for report entries, which listeners of
 * others keep, print or write into XML. So the entry holds a ticket, and whoever hears of it gets
 * the numbers for the ticket while it is being published: listeners of the JUnit Platform are
 * called in the same process, before the engine goes on. Elsewhere and later there are none.
 *
 * @param byMetric the contributions by their metric's name, in the order the metrics were recorded;
 *     metrics without contributions are not there
 */
public record LeafContributions(Map<String, Contributions> byMetric) {

  private static final Tickets<LeafContributions> TICKETS =
      new Tickets<>("plumbline.contributions");

  /** Copies the map. */
  public LeafContributions {
    byMetric = Collections.unmodifiableMap(new LinkedHashMap<>(byMetric));
  }

  /**
   * Publishes the contributions.
   *
   * @param publisher publishes the key-value pairs of a report entry; when it returns, the entry
   *     has lost its meaning
   */
  public void publish(Consumer<Map<String, String>> publisher) {
    TICKETS.publish(this, publisher);
  }

  /**
   * Gets the contributions that an entry stands for.
   *
   * @param entry the key-value pairs of any report entry
   * @return the contributions; empty if the entry stands for none, or is no longer being published
   */
  public static Optional<LeafContributions> fromEntry(Map<String, String> entry) {
    return TICKETS.find(entry);
  }
}
