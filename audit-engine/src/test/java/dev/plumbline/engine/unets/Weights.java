package dev.plumbline.engine.unets;

import ai.onnxruntime.platform.Fp16Conversions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Weights drawn from their names, so that whoever asks for one gets the same. */
final class Weights {

  private final boolean half;
  private final Map<String, float[]> drawn = new LinkedHashMap<>();

  /**
   * Makes weights.
   *
   * @param half whether they are rounded to float16
   */
  Weights(boolean half) {
    this.half = half;
  }

  boolean half() {
    return half;
  }

  /** Returns a weight [out,in,…] about 0, so scaled that values keep their size. */
  float[] weight(String name, int out, int... in) {
    int fanIn = 1;
    for (int size : in) {
      fanIn *= size;
    }
    return draw(name, out * fanIn, 0, 1 / Math.sqrt(fanIn));
  }

  /** Returns a bias. */
  float[] bias(String name, int size) {
    return draw(name, size, 0, 0.2);
  }

  /** Returns the gain of a normalisation. */
  float[] gain(String name, int size) {
    return draw(name, size, 1, 0.2);
  }

  private float[] draw(String name, int size, double mean, double deviation) {
    return drawn.computeIfAbsent(
        name,
        key -> {
          Random random = new Random(key.hashCode());
          float[] values = new float[size];
          for (int i = 0; i < size; i++) {
            float value = (float) (mean + deviation * random.nextGaussian());
            values[i] = half ? rounded(value) : value;
          }
          return values;
        });
  }

  static float rounded(float value) {
    return Fp16Conversions.fp16ToFloat(Fp16Conversions.floatToFp16(value));
  }
}
