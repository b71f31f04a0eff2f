package dev.plumbline.benchmarks;

import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import java.util.List;

/** Trains the paper's linear probe on one layer and tests it. */
interface ProbeTrainer {

  /**
   * Trains and tests.
   *
   * @param layer the layer
   * @param training the tokens of images to train on, all of one shape
   * @param test the tokens of images to test on, of the same shape
   * @return the mean over rows and columns of the share of test tokens told right
   */
  double accuracy(LayerName layer, List<LayerTokens> training, List<LayerTokens> test)
      throws OrtException;
}
