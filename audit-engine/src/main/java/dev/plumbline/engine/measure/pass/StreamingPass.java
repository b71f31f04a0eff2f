package dev.plumbline.engine.measure.pass;

import static java.util.stream.Collectors.toConcurrentMap;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.heads.Classifiers;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.kept.Kept;
import dev.plumbline.engine.measure.kept.KeptPass;
import dev.plumbline.engine.measure.network.NetworkRunner;
import dev.plumbline.engine.measure.pass.ImageStream.Stage;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.session.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * One pass over the images at one timestep: the training images, then the classifiers are fitted,
 * then the test images. Every image passes the U-Net once, and if a measurement needs that once
 * more cropped, or four times more in shifted windows.
 *
 * <p>Images are summed in {@link Chunks}.
 *
 * <p>Where images are dealt into folds they all train, and then pass the U-Net once more, fold by
 * fold, as test images of classifiers that are trained on the other folds. All that does not depend
 * on classifiers is measured the first time.
 *
 * <p>Where verdicts may be decided early, training and test images come in rounds of scenes, and
 * the pass ends when nothing has to be measured further.
 */
public final class StreamingPass {

  /** How many images are summed from zero at most, before they are added to the sums of all. */
  public static final int CHUNK = Chunks.IMAGES;

  private final NetworkRunner runner;
  private final PassInputs pass;
  private final InputSet inputs;
  private final Progress progress;
  private final KeptPass kept;
  private final Optional<EarlyStop> early;
  private final ImageStream stream;

  /**
   * Makes a pass. The files that it writes are begun.
   *
   * @param runner runs the network
   * @param pass the images
   * @param progress hears how far it is
   * @param kept what is kept of the checkpoint's representations
   * @param early says what need not be measured further, where not all images are needed
   */
  public StreamingPass(
      NetworkRunner runner,
      PassInputs pass,
      Progress progress,
      Kept kept,
      Optional<EarlyStop> early) {
    this.runner = runner;
    this.pass = pass;
    this.inputs = pass.inputs();
    this.progress = progress;
    this.kept = kept.begin(pass.timestep(), runner.layers(), inputs);
    this.early = early;
    this.stream = new ImageStream(pass, progress, this.kept);
  }

  /**
   * Has the images pass, and sums what they come to.
   *
   * @param checkpoint the checkpoint's name
   * @param needs the measurements of each layer
   * @param providers what makes them
   * @return the sums
   * @throws SessionException if ONNX Runtime fails
   */
  public PassSums measure(
      String checkpoint,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers)
      throws SessionException {
    List<LayerSums> sums = new ArrayList<>();
    CrossFitting crossFitting = new CrossFitting(inputs.folds());
    for (MeasuredLayer layer : runner.layers()) {
      for (Class<? extends Measurement> type : needs.get(layer.tap().layer())) {
        MeasurementProvider<?> provider = providers.get(type);
        if (inputs.folds() > 1 && CrossFitting.concerns(provider)) {
          crossFitting.add(layer, provider);
        } else {
          sums.add(LayerSums.of(layer, provider));
        }
      }
    }
    try (kept) {
      if (early.isPresent()) {
        untilDecided(new EarlyRounds(early.get(), checkpoint, pass, sums, providers));
      } else if (inputs.folds() == 1) {
        split(sums);
      } else {
        everyFold(sums, crossFitting);
      }
      kept.finish();
    }
    try {
      score(crossFitting);
    } catch (SessionException e) { // what was measured in the first pass is there all the same
      crossFitting.fail(
          Sessions.failure(checkpoint + " at t=" + pass.timestep() + ", second pass", e));
    }
    sums.addAll(crossFitting.results());
    progress.done();
    return new PassSums(sums.stream().map(LayerSums::sum).toList());
  }

  /** Has images pass chunk by chunk, each of which is summed from zero and then added to sums. */
  private void sum(List<Integer> images, Stage stage) throws SessionException {
    for (List<Integer> chunk : Chunks.of(inputs.images(), images)) {
      List<LayerSums> sums = stage.sums().parallelStream().map(LayerSums::ofChunk).toList();
      stream.pass(chunk, new Stage(stage.runner(), stage.classifiers(), sums, stage.first()));
      IntStream.range(0, sums.size())
          .parallel()
          .forEach(i -> stage.sums().get(i).append(sums.get(i)));
    }
  }

  /** Trains on the images that are for training, and tests on the others. */
  private void split(List<LayerSums> sums) throws SessionException {
    sum(images(image -> !image.test()), new Stage(runner, Optional.empty(), sums, true));
    Map<LayerName, LinearClassifier> classifiers = fit(sums);
    try (TensorScope scope = new TensorScope()) {
      sum(
          images(SourceImage::test),
          new Stage(runner, Optional.of(runner.classifiers(classifiers, scope)), sums, true));
    }
  }

  /** As {@link #split}, but scene by scene, and only until nothing has to be measured further. */
  private void untilDecided(EarlyRounds rounds) throws SessionException {
    rounds(rounds, false, Optional.empty());
    Map<LayerName, LinearClassifier> classifiers = fit(rounds.wanted());
    try (TensorScope scope = new TensorScope()) {
      rounds(rounds, true, Optional.of(runner.classifiers(classifiers, scope)));
    }
    rounds.end();
    stream.pass(
        rounds.unseen(kept.shown()), // they are shown whether they were needed or not
        new Stage(runner.asking(Map.of()), Optional.empty(), List.of(), true));
  }

  private void rounds(EarlyRounds rounds, boolean test, Optional<Classifiers> classifiers)
      throws SessionException {
    for (List<Integer> images = rounds.next(test); !images.isEmpty(); images = rounds.next(test)) {
      stream.pass(
          images, new Stage(runner.asking(rounds.figures()), classifiers, rounds.wanted(), true));
      rounds.ask();
    }
  }

  /** Adds all images, as training images, to the sums and to those of their folds. */
  private void everyFold(List<LayerSums> sums, CrossFitting crossFitting) throws SessionException {
    if (!crossFitting.isEmpty()) {
      progress.again(inputs.images().size());
    }
    for (int fold = 0; fold < inputs.folds(); fold++) {
      List<LayerSums> all = new ArrayList<>(sums);
      all.addAll(crossFitting.training(fold));
      sum(images(inFold(fold)), new Stage(runner, Optional.empty(), all, true));
    }
    sums.parallelStream().forEach(LayerSums::fit); // as they expect, though nothing is classified
  }

  /** Tests each fold on classifiers that are trained on the others. */
  private void score(CrossFitting crossFitting) throws SessionException {
    if (crossFitting.isEmpty()) {
      return;
    }
    NetworkRunner scoring = runner.asking(crossFitting.scoringFigures());
    for (int fold = 0; fold < inputs.folds(); fold++) {
      List<LayerSums> sums = crossFitting.without(fold, scoring.layers());
      Map<LayerName, LinearClassifier> classifiers = fit(sums);
      try (TensorScope scope = new TensorScope()) {
        sum(
            images(inFold(fold)),
            new Stage(scoring, Optional.of(scoring.classifiers(classifiers, scope)), sums, false));
      }
      crossFitting.scored(sums);
    }
  }

  private static Predicate<SourceImage> inFold(int fold) {
    return image -> image.fold() == fold;
  }

  /** Returns the numbers of some images. */
  private List<Integer> images(Predicate<SourceImage> some) {
    return IntStream.range(0, inputs.images().size())
        .filter(i -> some.test(inputs.images().get(i)))
        .boxed()
        .toList();
  }

  private static Map<LayerName, LinearClassifier> fit(List<LayerSums> sums) {
    Map<LayerSums, LinearClassifier> fitted =
        sums.parallelStream()
            .map(layer -> Map.entry(layer, layer.fit()))
            .filter(entry -> entry.getValue().isPresent())
            .collect(toConcurrentMap(Map.Entry::getKey, entry -> entry.getValue().orElseThrow()));
    Map<LayerName, LinearClassifier> byLayer = new HashMap<>();
    for (LayerSums layer : sums) {
      if (fitted.containsKey(layer)
          && byLayer.putIfAbsent(layer.layer(), fitted.get(layer)) != null) {
        layer.fail(
            new IllegalStateException(
                "Two measurements of one audit run fit a classifier at "
                    + layer.layer()
                    + "; only one can be applied per run"));
      }
    }
    return byLayer;
  }
}
