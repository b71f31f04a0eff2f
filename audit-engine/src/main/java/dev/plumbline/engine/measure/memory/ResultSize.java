package dev.plumbline.engine.measure.memory;

/** What the size of a layer's results grows with, an image, as far as it decides about memory. */
public enum ResultSize {
  /** Sums that are small beside everything else. */
  SMALL,
  /** A matrix of channels × channels, which is summed over images in double. */
  CHANNELS_SQUARED,
  /** The same once for all images, since the network sums it. */
  CHANNELS_SQUARED_ONCE,
  /** Every value of the layer. */
  VALUES;

  /** Tells whether measurements hold matrices of channels × channels. */
  public boolean isSquared() {
    return this == CHANNELS_SQUARED || this == CHANNELS_SQUARED_ONCE;
  }
}
