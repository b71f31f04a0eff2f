package dev.plumbline.engine.plan;

import java.util.stream.LongStream;

/**
 * How large what files declare may be. It is checked before anything is allocated, and is far more
 * than any network takes: what is larger is damaged, or meant to do harm.
 */
public final class SizeLimits {

  /** A size: channels, tokens, latents on a side. */
  public static final int SIZE = 1 << 20;

  /** The numbers of one tensor of an image, 1 GB of them. */
  public static final long NUMBERS = 1 << 28;

  private SizeLimits() {}

  /** Tells whether a size is one that something can have. */
  public static boolean isSize(long size) {
    return size >= 1 && size <= SIZE;
  }

  /**
   * Tells whether sizes come to more numbers than a tensor of an image has.
   *
   * @param sizes each from 1 to {@link #SIZE}
   */
  public static boolean areTooMany(long... sizes) {
    return LongStream.of(sizes).asDoubleStream().reduce(1, (a, b) -> a * b) > NUMBERS;
  }
}
