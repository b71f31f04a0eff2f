package dev.plumbline.api.spi;

import dev.plumbline.api.Measurement;
import java.io.IOException;
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
 * <p><b>Chunks.</b> Images are summed in chunks of at most 16, each by a new accumulator, and those
 * are merged in the order of the chunks, wherever each was summed. So test images come to
 * accumulators that have no training image and were not fitted; what the training images gave is in
 * the one that they are merged into.
 *
 * @param <M> the measurement
 */
public interface Accumulator<M extends Measurement> {

  /**
   * Adds one image.
   *
   * @param image the image's figures, valid until this method returns
   */
  void add(ImageFigures image);

  /**
   * Adds second moments that were summed over training images, which have all been {@link #add
   * added} before. Called where the provider asks for {@link Figure#SCATTER_SUMS}, at least once
   * for each chunk that has a finite training image.
   *
   * @param sums the sums, valid until this method returns
   */
  default void addSums(ScatterSums sums) {
    throw new UnsupportedOperationException(
        getClass().getName() + " asks for sums of second moments, and has no addSums");
  }

  /**
   * Adds everything another accumulator of the same provider and layer has summed.
   *
   * @param other the other one, unchanged
   */
  void merge(Accumulator<M> other);

  /**
   * Called once, when every training image is in and before the first test image is. What it
   * returns classifies the tokens of the test images.
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

  /**
   * Writes all that was added, so that another accumulator can be what this one is. Of one that was
   * fitted, what only fitting needed may be left out.
   *
   * @param to takes it
   * @throws IOException as the writer
   */
  void write(StateWriter to) throws IOException;

  /**
   * Becomes what another accumulator of the same provider and layer was when it was written. Called
   * on one that is new.
   *
   * @param from gives what was written
   * @throws IOException as the reader, and for values that no accumulator has
   */
  void read(StateReader from) throws IOException;
}
