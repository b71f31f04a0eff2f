package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.input.scenes.SeededHash;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Standard normal numbers that depend on the seed and a name, and on nothing else. */
public final class NormalField {

  private static final double UNIT = 0x1.0p-53;

  private NormalField() {}

  /** Draws a field of noise. */
  static float[] draw(long seed, String name, int count) {
    return draw("noise", seed, name, count);
  }

  /**
   * Draws a field: SHA-256 of seed and name seeds a SplittableRandom, Box–Muller makes its numbers
   * normal. StrictMath, because Math's functions may differ between platforms in the last bit.
   *
   * @param purpose what it is for; fields for other purposes have other numbers
   * @param seed the run's seed
   * @param name whose field it is
   * @param count how many values
   * @return the values
   */
  public static float[] draw(String purpose, long seed, String name, int count) {
    SplittableRandom random =
        new SplittableRandom(ByteBuffer.wrap(SeededHash.of(purpose, seed, name)).getLong());
    float[] values = new float[count];
    for (int i = 0; i < count; i += 2) {
      // In (0, 1], so that the logarithm is finite.
      double uniform = ((random.nextLong() >>> 11) + 1) * UNIT;
      double radius = Math.sqrt(-2 * StrictMath.log(uniform));
      double angle = 2 * Math.PI * ((random.nextLong() >>> 11) * UNIT);
      values[i] = (float) (radius * StrictMath.cos(angle));
      if (i + 1 < count) {
        values[i + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
    return values;
  }
}
