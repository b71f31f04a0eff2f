package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Optional;

/** How a position probe learns from the training images of one layer. */
public interface ProbeTraining {

  /** Returns the probe's name, as metrics spell it. */
  String kind();

  /** Adds a training image whose tokens are all finite. */
  void add(ImageFigures image);

  /** Adds second moments summed over training images, where the probe asks for such. */
  default void addSums(ScatterSums sums) {
    throw new UnsupportedOperationException(kind() + " takes no sums of second moments");
  }

  /**
   * Adds everything that another training of the same kind and layer has, which is unchanged. Of
   * one that is fitted nothing is left to add, and to one that is fitted nothing is added.
   */
  void merge(ProbeTraining other);

  /** Tells whether it is to be fitted and no image was added. */
  boolean isEmpty();

  /** Fits the classifiers to the images added, once; empty if the images do not allow any. */
  Optional<LinearClassifier> fit();

  /** Writes all that was added; of a fitted one only that it is. */
  void write(StateWriter to) throws IOException;

  /**
   * Becomes what another training of the same kind and layer was when it was written. Called on one
   * that is new.
   */
  void read(StateReader from) throws IOException;

  /** Says why the images do not allow any. */
  String unfitReason();
}
