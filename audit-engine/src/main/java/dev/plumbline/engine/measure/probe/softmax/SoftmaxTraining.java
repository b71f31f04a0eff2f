package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.probe.ProbeTraining;
import dev.plumbline.engine.plan.ProbeOptions;
import java.io.IOException;
import java.util.Optional;

/**
 * The paper's probe, which is trained on the tokens themselves. Images are taken in an order of
 * their names, so that the same tokens give the same probe however they came.
 */
final class SoftmaxTraining implements ProbeTraining {

  private final LayerShape shape;
  private final SoftmaxWorkshop workshop;
  private final TokenStore tokens;
  private int depth;
  private boolean trained;

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
    SoftmaxTraining training = (SoftmaxTraining) other;
    depth = Math.max(depth, training.depth + 1);
    if (!trained) {
      tokens.merge(training.tokens);
    }
  }

  /** Returns how often what this has was merged: a training of chunks that are merged has 1. */
  int depth() {
    return depth;
  }

  LayerShape shape() {
    return shape;
  }

  @Override
  public boolean isEmpty() {
    return !trained && tokens.count() == 0;
  }

  /** Returns how many steps the training takes. */
  long steps() {
    return SoftmaxTrainer.steps(tokens.count());
  }

  @Override
  public Optional<LinearClassifier> fit() {
    trained = true;
    return workshop.atWork(
        shape,
        step ->
            SoftmaxTrainer.train(step, tokens.take(), workshop.seed(), workshop.progress()::add));
  }

  @Override
  public void write(StateWriter to) throws IOException {
    to.writeBoolean(trained);
    tokens.write(to);
  }

  @Override
  public void read(StateReader from) throws IOException {
    trained = from.readBoolean();
    tokens.read(from);
  }

  @Override
  public String unfitReason() {
    return "training did not end in finite weights";
  }
}
