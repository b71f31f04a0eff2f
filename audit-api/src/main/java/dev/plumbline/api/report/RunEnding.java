package dev.plumbline.api.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says, on the engine's node, that every leaf has ended and nothing is wrong with the run as a
 * whole. Who writes reports ends them when it hears of it, and says which of them are missing: a
 * run must not be green then, and only the engine can still make it red. As with {@link
 * LeafContributions} the entry holds a ticket only.
 */
public final class RunEnding {

  private static final Tickets<Collection<String>> TICKETS = new Tickets<>("plumbline.ending");

  private RunEnding() {}

  /**
   * Says that the run ends.
   *
   * @param publisher publishes the key-value pairs of a report entry
   * @return what could not be reported, a message each
   */
  public static List<String> publish(Consumer<Map<String, String>> publisher) {
    List<String> missing = new ArrayList<>();
    TICKETS.publish(missing, publisher);
    return missing;
  }

  /**
   * Returns where what cannot be reported is said.
   *
   * @param entry the key-value pairs of any report entry
   * @return takes messages; empty if the entry does not say that a run ends
   */
  public static Optional<Collection<String>> fromEntry(Map<String, String> entry) {
    return TICKETS.find(entry);
  }
}
