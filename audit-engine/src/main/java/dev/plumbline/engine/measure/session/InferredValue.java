package dev.plumbline.engine.measure.session;

import java.util.Arrays;

/**
 * What is known of a value before anything is run.
 *
 * @param shape its shape; −1 for what is not known
 * @param halfPrecision whether its numbers are of half precision
 */
public record InferredValue(long[] shape, boolean halfPrecision) {

  /** Tells whether it has some rank, and all its sizes but the first, the batch, are known. */
  public boolean isKnown(int rank) {
    return shape.length == rank && Arrays.stream(shape).skip(1).allMatch(size -> size > 0);
  }
}
