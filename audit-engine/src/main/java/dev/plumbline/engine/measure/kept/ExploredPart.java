package dev.plumbline.engine.measure.kept;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.Exploration.Representation;
import dev.plumbline.api.report.Halves;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.input.Thumbnails;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the explorer shows of a checkpoint at one timestep.
 *
 * @param images the names of the images that are shown
 * @param representations theirs, in the layers' order
 * @param layers the layers that may be shown, in the network's order
 * @param notes what a reader must know, in sentences
 * @param obstacle why nothing is shown although it was asked for
 */
public record ExploredPart(
    List<String> images,
    List<Representation> representations,
    List<LayerName> layers,
    List<String> notes,
    Optional<String> obstacle) {

  /** The longer side of photographs in pixels. */
  private static final int PHOTOGRAPH = 256;

  private static final int MOST = 1 << 20;

  /**
   * Puts the parts of a checkpoint together.
   *
   * @param checkpoint its name
   * @param parts what is shown at its timesteps, in their order
   * @param photographs finds the photographs
   * @return empty if nothing is shown
   */
  public static Optional<Exploration> together(
      String checkpoint, List<ExploredPart> parts, Thumbnails photographs) {
    List<ExploredPart> shown =
        parts.stream().filter(part -> !part.representations().isEmpty()).toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    ExploredPart last = shown.get(shown.size() - 1);
    List<Representation> all = new ArrayList<>();
    shown.forEach(part -> all.addAll(part.representations()));
    all.sort(Comparator.comparingInt(one -> last.layers().indexOf(one.layer())));
    return Optional.of(
        new Exploration(
            checkpoint,
            last.images().stream()
                .map(name -> new Exploration.Image(name, photograph(photographs, name)))
                .toList(),
            all,
            last.notes()));
  }

  private static Optional<BufferedImage> photograph(Thumbnails photographs, String name) {
    return photographs.find(name, PHOTOGRAPH).or(() -> photographs.find(name));
  }

  /** Writes the part. */
  public void write(StateWriter to) throws IOException {
    writeNames(images, to);
    writeNames(layers.stream().map(LayerName::path).toList(), to);
    writeNames(notes, to);
    to.writeString(obstacle.orElse(""));
    to.writeLong(representations.size());
    for (Representation one : representations) {
      to.writeString(one.layer().path());
      to.writeLong(one.timestep());
      to.writeLong(one.channels());
      to.writeLong(one.height());
      to.writeLong(one.width());
      for (Halves halves : one.images()) {
        to.writeLong(halves.exponent());
        to.writeBytes(halves.littleEndian());
      }
    }
  }

  private static void writeNames(List<String> names, StateWriter to) throws IOException {
    to.writeLong(names.size());
    for (String name : names) {
      to.writeString(name);
    }
  }

  /** Reads a part. */
  public static ExploredPart read(StateReader from) throws IOException {
    List<String> images = readNames(from);
    List<LayerName> layers = readNames(from).stream().map(LayerName::new).toList();
    List<String> notes = readNames(from);
    String obstacle = from.readString();
    List<Representation> representations = new ArrayList<>();
    long count = from.readLong(0, MOST);
    for (long i = 0; i < count; i++) {
      representations.add(readRepresentation(from, images.size()));
    }
    return new ExploredPart(
        images,
        representations,
        layers,
        notes,
        obstacle.isEmpty() ? Optional.empty() : Optional.of(obstacle));
  }

  private static Representation readRepresentation(StateReader from, int images)
      throws IOException {
    LayerName layer = new LayerName(from.readString());
    int timestep = (int) from.readLong(0, Integer.MAX_VALUE);
    int channels = (int) from.readLong(1, MOST);
    int height = (int) from.readLong(1, MOST);
    int width = (int) from.readLong(1, MOST);
    List<Halves> halves = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      int exponent = (int) from.readLong(Short.MIN_VALUE, Short.MAX_VALUE);
      byte[] bytes = from.readBytes();
      if (bytes.length != 2L * channels * height * width) {
        throw from.malformed("an image of " + layer + " has " + bytes.length + " bytes");
      }
      halves.add(Halves.ofLittleEndian(exponent, bytes));
    }
    return new Representation(layer, timestep, channels, height, width, halves);
  }

  private static List<String> readNames(StateReader from) throws IOException {
    List<String> names = new ArrayList<>();
    long count = from.readLong(0, MOST);
    for (long i = 0; i < count; i++) {
      names.add(from.readString());
    }
    return names;
  }
}
