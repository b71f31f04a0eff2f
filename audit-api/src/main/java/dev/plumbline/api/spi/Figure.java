package dev.plumbline.api.spi;

/** A figure of one image at one layer that the engine can hand to an {@link Accumulator}. */
public enum Figure {
  /** {@link ImageFigures#norms()}. */
  NORMS,
  /**
   * {@link ImageFigures#groupSums}, raw and mean-centred, of the full run and its control window,
   * and {@link ImageFigures#cornerSimilarity()}.
   */
  GROUP_SUMS,
  /**
   * The same of the run on the cropped x_t: costs a second pass of the U-Net; four more where the
   * control is of shifted windows.
   */
  CROPPED_GROUP_SUMS,
  /** {@link ImageFigures#scatter()}, on training images. */
  SCATTER,
  /**
   * {@link ScatterSums}, the sums of the same over training images, which come to {@link
   * Accumulator#addSums}: of a large network far less leaves the graph.
   */
  SCATTER_SUMS,
  /**
   * {@link ImageFigures#predictions()}, on test images, of what {@link Accumulator#fit} returned.
   */
  PREDICTIONS,
  /** {@link ImageFigures#channelSums()}. */
  CHANNEL_SUMS,
  /** {@link ImageFigures#nonFinite()}. */
  NON_FINITE,
  /** {@link ImageFigures#sketch()}. */
  SKETCH,
  /** {@link ImageFigures#representation()}: every value of the layer, copied out of the U-Net. */
  REPRESENTATION
}
