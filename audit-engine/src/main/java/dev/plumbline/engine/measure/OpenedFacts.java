package dev.plumbline.engine.measure;

import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.input.Thumbnails;
import dev.plumbline.engine.plan.Inputs;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What is known of a checkpoint when it is open.
 *
 * @param facts what its measurements rest on; finding out may read the whole checkpoint again
 * @param thumbnails small pictures of what it is run on
 */
record OpenedFacts(Supplier<SortedMap<String, String>> facts, Thumbnails thumbnails) {

  private static final int MOST_FACTS = 1000;

  void write(StateWriter to) throws IOException {
    SortedMap<String, String> known = facts.get();
    to.writeLong(known.size());
    for (Map.Entry<String, String> fact : known.entrySet()) {
      to.writeString(fact.getKey());
      to.writeString(fact.getValue());
    }
    thumbnails.write(to);
  }

  /**
   * Reads what was written.
   *
   * @param from gives it
   * @param inputs what the run's networks are run on
   */
  static OpenedFacts read(StateReader from, Inputs inputs) throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    long count = from.readLong(0, MOST_FACTS);
    for (long i = 0; i < count; i++) {
      facts.put(from.readString(), from.readString());
    }
    return new OpenedFacts(() -> facts, Thumbnails.read(from, inputs));
  }
}
