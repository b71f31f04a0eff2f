package dev.plumbline.api.report;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Hands things that are too large for report entries to listeners in the same process: the entry
 * holds a ticket, which is good while the entry is being published.
 *
 * @param <T> what is handed over
 */
final class Tickets<T> {

  private final String key;
  private final AtomicLong last = new AtomicLong();
  private final Map<String, T> beingPublished = new ConcurrentHashMap<>();

  /**
   * Makes a kind of ticket.
   *
   * @param key the entry's key
   */
  Tickets(String key) {
    this.key = key;
  }

  void publish(T thing, Consumer<Map<String, String>> publisher) {
    String ticket = Long.toString(last.incrementAndGet());
    beingPublished.put(ticket, thing);
    try {
      publisher.accept(Map.of(key, ticket));
    } finally {
      beingPublished.remove(ticket);
    }
  }

  Optional<T> find(Map<String, String> entry) {
    return Optional.ofNullable(entry.get(key)).map(beingPublished::get);
  }
}
