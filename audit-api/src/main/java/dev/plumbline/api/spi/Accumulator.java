package dev.plumbline.api.spi;

import dev.plumbline.api.Measurement;
import java.util.Optional;

/**
 * A sum over images from which a measurement follows. Adding images one by one, or adding parts of
 * them to several accumulators and merging those in any order, gives the same measurement.
 *
 * @param <M> the measurement
 */
public interface Accumulator<M extends Measurement> {

  /**
   * Adds one image. Training images come first, then, after {@link #fit()}, the test images.
   *
   * @param image the image's figures, valid until this method returns
   */
  void add(ImageFigures image);

  /**
   * Adds everything another accumulator of the same provider and layer has summed.
   *
   * @param other the other one, unchanged
   */
  void merge(Accumulator<M> other);

  /**
   * Called once, when every training image is in and before the first test image. What it returns
   * classifies the tokens of the test images.
   *
   * @return a classifier; empty if none is wanted or none can be fitted
   */
  default Optional<LinearClassifier> fit() {
    return Optional.empty();
  }

  /** Returns the measurement over all images added so far. */
  M measurement();
}
