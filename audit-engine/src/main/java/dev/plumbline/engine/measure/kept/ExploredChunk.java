package dev.plumbline.engine.measure.kept;

import dev.plumbline.api.report.Exploration.Representation;
import dev.plumbline.api.report.Halves;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the explorer shows of some of a timestep's images.
 *
 * @param part what it shows of these
 * @param places the place of each of its images among all that are shown
 */
public record ExploredChunk(ExploredPart part, List<Integer> places) {

  private static final int MOST = 1 << 20;

  /** Copies the list. */
  public ExploredChunk {
    places = List.copyOf(places);
  }

  /**
   * Puts the chunks of a timestep together.
   *
   * @param chunks all of them, at least one
   */
  public static ExploredPart together(List<ExploredChunk> chunks) {
    SortedMap<Integer, String> names = new TreeMap<>();
    List<ExploredChunk> shown = new ArrayList<>();
    for (ExploredChunk chunk : chunks) {
      for (int i = 0; i < chunk.places().size(); i++) {
        names.put(chunk.places().get(i), chunk.part().images().get(i));
      }
      if (!chunk.part().representations().isEmpty()) {
        shown.add(chunk);
      }
    }
    ExploredPart first = shown.isEmpty() ? chunks.get(0).part() : shown.get(0).part();
    List<Representation> representations = new ArrayList<>();
    for (int i = 0; i < first.representations().size(); i++) {
      Representation one = first.representations().get(i);
      SortedMap<Integer, Halves> images = new TreeMap<>();
      for (ExploredChunk chunk : shown) {
        Representation other = chunk.part().representations().get(i);
        for (int image = 0; image < chunk.places().size(); image++) {
          images.put(chunk.places().get(image), other.images().get(image));
        }
      }
      representations.add(
          new Representation(
              one.layer(),
              one.timestep(),
              one.channels(),
              one.height(),
              one.width(),
              List.copyOf(images.values())));
    }
    return new ExploredPart(
        List.copyOf(names.values()),
        representations,
        first.layers(),
        first.notes(),
        representations.isEmpty() ? first.obstacle() : Optional.empty());
  }

  /** Writes the chunk. */
  public void write(StateWriter to) throws IOException {
    part.write(to);
    for (int place : places) {
      to.writeLong(place);
    }
  }

  /** Reads a chunk. */
  public static ExploredChunk read(StateReader from) throws IOException {
    ExploredPart part = ExploredPart.read(from);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < part.images().size(); i++) {
      places.add((int) from.readLong(0, MOST));
    }
    return new ExploredChunk(part, places);
  }
}
