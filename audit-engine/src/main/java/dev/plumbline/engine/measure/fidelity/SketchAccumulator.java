package dev.plumbline.engine.measure.fidelity;

import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps sketches of images. Of many it keeps those whose names have the smallest hashes, so that
 * however images are dealt out and merged, and at whichever checkpoint, the same ones are kept.
 */
final class SketchAccumulator implements Accumulator<LayerSketch> {

  /** How many images are kept of at most, so that memory does not grow with their number. */
  static final int KEPT = 128;

  private final LayerShape shape;
  private final TreeMap<String, Seen> byHash = new TreeMap<>();

  /**
   * An image.
   *
   * @param name its name
   * @param sketch what is kept of it; empty where its values are not finite
   */
  private record Seen(String name, Optional<LayerSketch.Image> sketch) {}

  SketchAccumulator(LayerShape shape) {
    this.shape = shape;
  }

  @Override
  public void add(ImageFigures image) {
    String hash = hash(image.image());
    if (byHash.size() < KEPT || hash.compareTo(byHash.lastKey()) < 0) {
      Optional<LayerSketch.Image> sketch =
          image.isFinite() ? Optional.of(sketch(image)) : Optional.empty();
      byHash.put(hash, new Seen(image.image(), sketch));
      shrink();
    }
  }

  private static String hash(String name) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static LayerSketch.Image sketch(ImageFigures image) {
    double squares = 0;
    for (float norm : image.norms()) {
      squares += (double) norm * norm;
    }
    return LayerSketch.Image.of(image.image(), image.scene(), squares, image.sketch());
  }

  private void shrink() {
    while (byHash.size() > KEPT) {
      byHash.pollLastEntry();
    }
  }

  @Override
  public void merge(Accumulator<LayerSketch> accumulator) {
    byHash.putAll(((SketchAccumulator) accumulator).byHash);
    shrink();
  }

  @Override
  public void write(StateWriter to) throws IOException {
    to.writeLong(byHash.size());
    for (Seen seen : byHash.values()) {
      to.writeString(seen.name());
      to.writeBoolean(seen.sketch().isPresent());
      if (seen.sketch().isPresent()) {
        write(seen.sketch().get(), to);
      }
    }
  }

  private static void write(LayerSketch.Image sketch, StateWriter to) throws IOException {
    to.writeString(sketch.scene());
    to.writeDouble(sketch.squares());
    to.writeDouble(sketch.step());
    ByteBuffer steps = ByteBuffer.allocate(sketch.steps().length * Short.BYTES);
    steps.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(sketch.steps());
    to.writeBytes(steps.array());
  }

  @Override
  public void read(StateReader from) throws IOException {
    byHash.clear();
    long count = from.readLong(0, KEPT);
    for (long i = 0; i < count; i++) {
      String name = from.readString();
      Optional<LayerSketch.Image> sketch =
          from.readBoolean() ? Optional.of(sketch(name, from)) : Optional.empty();
      byHash.put(hash(name), new Seen(name, sketch));
    }
  }

  private static LayerSketch.Image sketch(String name, StateReader from) throws IOException {
    String scene = from.readString();
    double squares = from.readDouble();
    double step = from.readDouble();
    byte[] bytes = from.readBytes();
    if (!(squares >= 0 && squares <= Double.MAX_VALUE && step >= 0 && step <= Float.MAX_VALUE)) {
      throw from.malformed(
          String.format("a sketch has squares of %s and a step of %s", squares, step));
    }
    short[] steps = new short[bytes.length / Short.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(steps);
    return new LayerSketch.Image(name, scene, squares, (float) step, steps);
  }

  @Override
  public LayerSketch measurement() {
    return new LayerSketch(
        shape.channels(),
        shape.tokens(),
        byHash.values().stream().map(Seen::sketch).flatMap(Optional::stream).toList(),
        byHash.values().stream().filter(s -> s.sketch().isEmpty()).map(Seen::name).toList());
  }
}
