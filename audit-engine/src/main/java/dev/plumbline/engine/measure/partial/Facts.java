package dev.plumbline.engine.measure.partial;

import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Facts with a name, as they lie in a state. */
public final class Facts {

  private static final int MOST = 1000;

  private Facts() {}

  /** Writes facts. */
  public static void write(SortedMap<String, String> facts, StateWriter to) throws IOException {
    to.writeLong(facts.size());
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      to.writeString(fact.getKey());
      to.writeString(fact.getValue());
    }
  }

  /** Reads facts. */
  public static SortedMap<String, String> read(StateReader from) throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    long count = from.readLong(0, MOST);
    for (long i = 0; i < count; i++) {
      facts.put(from.readString(), from.readString());
    }
    return facts;
  }
}
