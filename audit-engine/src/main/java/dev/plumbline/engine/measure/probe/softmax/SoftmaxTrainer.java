package dev.plumbline.engine.measure.probe.softmax;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains the paper's probe: one linear layer from a token to its row and its column, by Adam. The
 * initial weights and the order of tokens follow from the seed as they do in PyTorch.
 */
public final class SoftmaxTrainer {

  static final int EPOCHS = 5;
  static final double LEARNING_RATE = 1e-3;

  private SoftmaxTrainer() {}

  /**
   * Trains a layer's probe on images that are at hand, in a session of its own. Audits train many
   * layers beside one another instead.
   *
   * @param shape the layer
   * @param images the representation of each image: channel c of token t at c·T + t, all finite
   * @param seed seeds the initial weights and the order of tokens
   * @param threads threads of the session
   * @return the classifiers, with a shift of 0; empty if training did not end in finite weights
   * @throws OrtException if ONNX Runtime fails
   */
  public static Optional<LinearClassifier> train(
      LayerShape shape, List<float[]> images, long seed, int threads) throws OrtException {
    List<HalfTokens> tokens = new ArrayList<>();
    images.forEach(image -> tokens.add(HalfTokens.of(image, shape)));
    float[] scales = new float[tokens.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = tokens.get(i).scale();
    }
    StoredTokens stored =
        new StoredTokens(shape, tokens.stream().map(HalfTokens::values).toList(), scales);
    try (SoftmaxStep step =
        SoftmaxStep.open(OnnxRuntime.environment(), shape.height(), shape.width(), threads)) {
      return train(step, stored, seed, () -> {});
    }
  }

  /** Trains, and says so after each step. */
  static Optional<LinearClassifier> train(
      SoftmaxStep step, StoredTokens stored, long seed, Runnable afterStep) throws OrtException {
    PytorchRandom random = new PytorchRandom(seed);
    OrtEnvironment environment = OnnxRuntime.environment();
    try (SoftmaxParameters parameters = new SoftmaxParameters(environment, stored.shape());
        SoftmaxBatch batch = new SoftmaxBatch(environment, stored.shape())) {
      parameters.draw(random);
      int number = 0;
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        int[] order = random.permutation(stored.count());
        for (int first = 0; first < order.length; first += SoftmaxBatch.SIZE) {
          batch.fill(stored, order, first);
          batch.step(++number, LEARNING_RATE);
          step.run(batch, parameters);
          afterStep.run();
        }
      }
      return parameters.areFinite() ? Optional.of(parameters.classifier()) : Optional.empty();
    }
  }

  /** Returns how many steps training takes. */
  static long steps(long tokens) {
    return EPOCHS * ((tokens + SoftmaxBatch.SIZE - 1) / SoftmaxBatch.SIZE);
  }
}
