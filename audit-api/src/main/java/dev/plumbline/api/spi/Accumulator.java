package dev.plumbline.api.spi;

import dev.plumbline.api.Measurement;
import java.util.Optional;

/**
 * A sum over images from which a measurement follows. Adding images one by one, or adding parts of
 * them to several accumulators and merging those in any order, gives the same measurement.
 *
 * <p><b>Folds.</b> With {@code audit.folds} above 1 the accumulators of a provider that asks for
 * {@link Figure#PREDICTIONS} are cross-fitted, which needs nothing of them but this contract. Every
 * image comes as a training image first, to an accumulator of its fold. Then each fold gets a new
 * accumulator, into which those of all other folds are merged; it is fitted, and the fold's images
 * come to it as test images. In the end these are merged. So each image is a test image once, and
 * is in the training part of all folds but its own: let figures follow from the test images. All
 * other accumulators get every image once, none of them as a test image.
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

  /**
   * Returns the measurement over all images added so far. With {@code audit.early} it is asked for
   * more than once, with more images added in between, and may throw while there are too few.
   */
  M measurement();
}
