package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LinearClassifier;
import java.util.Optional;

/** How a position probe learns from the training images of one layer. */
public interface ProbeTraining {

  /** Returns the probe's name, as metrics spell it. */
  String kind();

  /** Adds a training image whose tokens are all finite. */
  void add(ImageFigures image);

  /**
   * Adds everything that another training of the same kind and layer has, which is unchanged. Of
   * trainings that are fitted already nothing is left to add.
   */
  void merge(ProbeTraining other);

  /** Tells whether no image was added. */
  boolean isEmpty();

  /** Fits the classifiers to the images added, once; empty if the images do not allow any. */
  Optional<LinearClassifier> fit();

  /** Says why the images do not allow any. */
  String unfitReason();
}
