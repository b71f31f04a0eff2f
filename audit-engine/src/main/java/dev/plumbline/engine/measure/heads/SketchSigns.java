package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.input.scenes.SeededHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * The random signs of sketches. They follow from the seed, the image's name and the layer's, and
 * from nothing else: batches, the order of images, threads and devices change no sign.
 */
final class SketchSigns {

  /** How many signs are drawn at once. */
  private static final int AT_ONCE = Byte.SIZE;

  /** The signs that the bits of a byte stand for, a sign a byte, the lowest bit first. */
  private static final long[] OF_BITS = ofBits();

  private SketchSigns() {}

  private static long[] ofBits() {
    long[] signs = new long[1 << AT_ONCE];
    for (int bits = 0; bits < signs.length; bits++) {
      for (int bit = 0; bit < AT_ONCE; bit++) {
        long sign = ((bits >> bit) & 1) == 1 ? 0x01 : 0xff; // 1, or −1 in two's complement
        signs[bits] |= sign << (bit * Byte.SIZE);
      }
    }
    return signs;
  }

  /**
   * Draws signs for each image of a batch: SHA-256 of seed, image and layer seeds a
   * SplittableRandom, whose bits are taken from the lowest on; a 1 is +1, a 0 is −1.
   *
   * @param purpose tells the signs of one of a sketch's matrices from those of the others
   * @param images the images
   * @param layer the layer
   * @param ofImage how many each image gets, a multiple of 8
   * @return the signs, one image's after the other's, in memory that is not the heap's
   */
  static ByteBuffer draw(String purpose, FedImages images, LayerName layer, int ofImage) {
    ByteBuffer signs =
        ByteBuffer.allocateDirect(Math.multiplyExact(images.names().size(), ofImage))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (String image : images.names()) {
      byte[] hash = SeededHash.of(purpose, images.seed(), image + "\n" + layer.path());
      SplittableRandom random = new SplittableRandom(ByteBuffer.wrap(hash).getLong());
      long bits = 0;
      for (int drawn = 0; drawn < ofImage; drawn += AT_ONCE) {
        bits = drawn % Long.SIZE == 0 ? random.nextLong() : bits >>> AT_ONCE;
        signs.putLong(OF_BITS[(int) (bits & 0xff)]);
      }
    }
    return signs.flip();
  }
}
