package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.measure.probe.ProbeTraining;
import dev.plumbline.engine.plan.ProbeOptions;
import java.util.Optional;

/**
 * The paper's probe, which is trained on the tokens themselves. Images are taken in an order of
 * their names, so that the same tokens give the same probe however they came.
 */
final class SoftmaxTraining implements ProbeTraining {

  private final LayerShape shape;
  private final SoftmaxWorkshop workshop;
  private final TokenStore tokens;
  private boolean merged;

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
    merged = true;
  }

  /** Tells whether this has what others had. */
  boolean isMerged() {
    return merged;
  }

  @Override
  public boolean isEmpty() {
    return tokens.count() == 0;
  }

  /** Returns how many steps the training takes. */
  long steps() {
    return SoftmaxTrainer.steps(tokens.count());
  }

  @Override
  public Optional<LinearClassifier> fit() {
    return workshop.atWork(
        shape,
        step ->
            SoftmaxTrainer.train(step, tokens.take(), workshop.seed(), workshop.progress()::add));
  }

  @Override
  public String unfitReason() {
    return "training did not end in finite weights";
  }
}
