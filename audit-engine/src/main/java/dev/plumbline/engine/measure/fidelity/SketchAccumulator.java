package dev.plumbline.engine.measure.fidelity;

import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
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
  public LayerSketch measurement() {
    return new LayerSketch(
        shape.channels(),
        shape.tokens(),
        byHash.values().stream().map(Seen::sketch).flatMap(Optional::stream).toList(),
        byHash.values().stream().filter(s -> s.sketch().isEmpty()).map(Seen::name).toList());
  }
}
