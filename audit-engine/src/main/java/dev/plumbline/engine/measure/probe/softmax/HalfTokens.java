package dev.plumbline.engine.measure.probe.softmax;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.api.spi.LayerShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An image's tokens in half precision, token by token. All are divided by one power of two, so that
 * the largest of them lies just inside float16's range, whatever the layer's: no value overflows,
 * and every value down to 2⁻²⁹ of the largest keeps float16's eleven significant bits.
 *
 * @param values [T, C] as float16 in native order; position and limit enclose it
 * @param scale the power of two that gives the tokens back
 */
record HalfTokens(ByteBuffer values, float scale) {

  /** Scaled values are below 2¹⁵; float16 ends at 65504. */
  private static final int LARGEST_EXPONENT = 14;

  /** Keeps the scale and its inverse within the normal floats. */
  private static final int SMALLEST_EXPONENT = -111;

  /** Tokens that are turned around at once, so that what is read and written stays in the cache. */
  private static final int BLOCK = 64;

  static int size(LayerShape shape) {
    return Math.multiplyExact(Math.multiplyExact(shape.channels(), shape.tokens()), Short.BYTES);
  }

  /**
   * Encodes a layer's values.
   *
   * @param representation channel c of token t at c·T + t, all finite
   */
  static HalfTokens of(float[] representation, LayerShape shape) {
    float largest = 0;
    for (float value : representation) {
      largest = Math.max(largest, Math.abs(value));
    }
    int exponent = Math.max(Math.getExponent(largest), SMALLEST_EXPONENT) - LARGEST_EXPONENT;
    float inverse = Math.scalb(1f, -exponent);
    int channels = shape.channels();
    int tokens = shape.tokens();
    ByteBuffer values = ByteBuffer.allocate(size(shape)).order(ByteOrder.nativeOrder());
    for (int first = 0; first < tokens; first += BLOCK) {
      int end = Math.min(first + BLOCK, tokens);
      for (int c = 0; c < channels; c++) {
        for (int token = first; token < end; token++) {
          float scaled = representation[c * tokens + token] * inverse;
          values.putShort(
              (token * channels + c) * Short.BYTES, Fp16Conversions.floatToFp16(scaled));
        }
      }
    }
    return new HalfTokens(values, Math.scalb(1f, exponent));
  }
}
