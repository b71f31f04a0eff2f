package dev.plumbline.engine.checkpoint.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/**
 * What a graph may hold at most. Each limit is far beyond what exporters write, and is checked
 * before anything is allocated or recursed into.
 */
final class GraphLimits {

  /** Subgraphs in one another: ONNX Runtime itself reads no more than 100 messages deep. */
  static final int DEPTH = 30;

  /** Functions that call one another, and nodes once every call is replaced by what it runs. */
  static final int CALL_DEPTH = 100;

  static final long CALLED_NODES = 1_000_000;

  /** Bytes of a name or another text that is kept. */
  static final int TEXT = 1 << 16;

  /** Dimensions of a tensor. */
  static final int RANK = 64;

  /** Whole numbers of an attribute, as far as they are kept. */
  static final int INTEGERS = 1 << 10;

  /** Versions of ONNX's operators. */
  static final long OPSET = 1_000;

  private GraphLimits() {}

  /**
   * Multiplies sizes.
   *
   * @return their product; {@link Long#MAX_VALUE} where it is more
   */
  static long product(List<Long> sizes) {
    long product = 1;
    for (long size : sizes) {
      product = times(product, size);
    }
    return product;
  }

  static long times(long one, long other) {
    long high = Math.multiplyHigh(one, other);
    long low = one * other;
    return high == 0 && low >= 0 ? low : Long.MAX_VALUE;
  }

  static InvalidProtocolBufferException tooMuch(String what) {
    return new InvalidProtocolBufferException(what);
  }
}
