package dev.plumbline.engine.measure;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.plan.ProbeOptions;
import java.util.Optional;

/**
 * The paper's probe: one linear layer from a token to its row and its column, trained by Adam. The
 * initial weights and the order of tokens follow from the seed as they do in PyTorch, and images
 * are taken in an order of their names, so that the same tokens give the same probe however they
 * came.
 */
final class SoftmaxTraining implements ProbeTraining {

  static final int EPOCHS = 5;
  static final double LEARNING_RATE = 1e-3;

  private final LayerShape shape;
  private final SoftmaxWorkshop workshop;
  private final TokenStore tokens;

  SoftmaxTraining(LayerShape shape, SoftmaxWorkshop workshop) {
    this.shape = shape;
    this.workshop = workshop;
    this.tokens = new TokenStore(shape, workshop.spill());
  }

  @Override
  public String kind() {
    return ProbeOptions.Kind.SOFTMAX.label();
  }

  @Override
  public void add(ImageFigures image) {
    tokens.add(image.image(), image.representation());
  }

  @Override
  public void merge(ProbeTraining other) {
    tokens.merge(((SoftmaxTraining) other).tokens);
  }

  @Override
  public boolean isEmpty() {
    return tokens.count() == 0;
  }

  /** Returns how many steps the training takes. */
  long steps() {
    return EPOCHS * ((tokens.count() + SoftmaxBatch.SIZE - 1) / SoftmaxBatch.SIZE);
  }

  @Override
  public Optional<LinearClassifier> fit() {
    return workshop.atWork(shape, step -> train(step, tokens.take()));
  }

  @Override
  public String unfitReason() {
    return "training did not end in finite weights";
  }

  private Optional<LinearClassifier> train(SoftmaxStep step, StoredTokens stored)
      throws OrtException {
    PytorchRandom random = new PytorchRandom(workshop.seed());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (SoftmaxParameters parameters = new SoftmaxParameters(environment, shape);
        SoftmaxBatch batch = new SoftmaxBatch(environment, shape)) {
      parameters.draw(random);
      int number = 0;
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        int[] order = random.permutation(stored.count());
        for (int first = 0; first < order.length; first += SoftmaxBatch.SIZE) {
          batch.fill(stored, order, first);
          batch.step(++number, LEARNING_RATE);
          step.run(batch, parameters);
          workshop.progress().add();
        }
      }
      return parameters.areFinite() ? Optional.of(parameters.classifier()) : Optional.empty();
    }
  }
}
