package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.sums.TokenMoments;
import dev.plumbline.engine.plan.ProbeOptions;
import java.io.IOException;
import java.util.Optional;

/** Linear discriminant analysis from the second moments of the training images' tokens, a sum. */
final class LdaTraining implements ProbeTraining {

  /** Given up once the classifiers are fitted: those of all layers are 0.2 GB of SD 1.5. */
  private TokenMoments moments;

  LdaTraining(LayerShape shape) {
    moments = new TokenMoments(shape);
  }

  @Override
  public String kind() {
    return ProbeOptions.Kind.LDA.label();
  }

  @Override
  public void add(ImageFigures image) {} // its tokens come with the sums

  @Override
  public void addSums(ScatterSums sums) {
    moments.add(sums);
  }

  @Override
  public void merge(ProbeTraining training) {
    LdaTraining other = (LdaTraining) training;
    if (moments != null && other.moments != null) {
      moments.merge(other.moments);
    }
  }

  @Override
  public boolean isEmpty() {
    return moments != null && moments.tokens() == 0;
  }

  @Override
  public Optional<LinearClassifier> fit() {
    Optional<LinearClassifier> classifiers = LinearDiscriminant.fit(moments);
    moments = null;
    return classifiers;
  }

  @Override
  public void write(StateWriter to) throws IOException {
    to.writeBoolean(moments == null);
    if (moments != null) {
      moments.write(to);
    }
  }

  @Override
  public void read(StateReader from) throws IOException {
    if (from.readBoolean()) {
      moments = null;
    } else {
      moments.read(from);
    }
  }

  @Override
  public String unfitReason() {
    return "the training tokens do not vary within rows or columns, so no classifier exists";
  }
}
