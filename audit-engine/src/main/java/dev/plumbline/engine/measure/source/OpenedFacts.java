package dev.plumbline.engine.measure.source;

import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.input.Thumbnails;
import dev.plumbline.engine.measure.partial.Facts;
import dev.plumbline.engine.plan.Inputs;
import java.io.IOException;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * What is known of a checkpoint when it is open.
 *
 * @param facts what its measurements rest on; finding out may read the whole checkpoint again
 * @param thumbnails small pictures of what it is run on
 */
public record OpenedFacts(Supplier<SortedMap<String, String>> facts, Thumbnails thumbnails) {

  /** Writes them. */
  public void write(StateWriter to) throws IOException {
    Facts.write(facts.get(), to);
    thumbnails.write(to);
  }

  /**
   * Reads what was written.
   *
   * @param from gives it
   * @param inputs what the run's networks are run on
   */
  public static OpenedFacts read(StateReader from, Inputs inputs) throws IOException {
    SortedMap<String, String> facts = Facts.read(from);
    return new OpenedFacts(() -> facts, Thumbnails.read(from, inputs));
  }
}
