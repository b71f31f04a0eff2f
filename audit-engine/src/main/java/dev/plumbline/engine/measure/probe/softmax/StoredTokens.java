package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.api.spi.LayerShape;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Tokens of one layer in half precision, at random access: token t of image i is number i·T + t.
 *
 * @param shape the layer
 * @param images the tokens of each image, [T, C] as float16 in native order
 * @param scales what the tokens of each image are to be multiplied with
 */
record StoredTokens(LayerShape shape, List<ByteBuffer> images, float[] scales) {

  int count() {
    return Math.multiplyExact(images.size(), shape.tokens());
  }

  /** Copies a token's C values to a place in a buffer. */
  void copy(int token, ByteBuffer to, int index) {
    int size = shape.channels() * Short.BYTES;
    to.put(index, images.get(token / shape.tokens()), token % shape.tokens() * size, size);
  }

  float scale(int token) {
    return scales[token / shape.tokens()];
  }

  int row(int token) {
    return token % shape.tokens() / shape.width();
  }

  int column(int token) {
    return token % shape.width();
  }
}
