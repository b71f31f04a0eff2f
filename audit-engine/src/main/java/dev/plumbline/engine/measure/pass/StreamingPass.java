package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.input.InputSet;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    PassTotals totals =
        new PassTotals(
            runner.layers().stream().map(MeasuredLayer::run).toList(),
            needs,
            providers,
            inputs.folds());
    List<Section> sections = Section.of(inputs.folds(), totals.isCrossFitted());
    try (kept) {
      if (early.isPresent()) {
        untilDecided(new EarlyRounds(early.get(), checkpoint, pass, totals.all(), providers));
      } else if (inputs.folds() == 1) {
        train(sections, totals);
        test(sections, totals, runner, true);
      } else {
        train(sections, totals);
      }
      kept.finish();
    }
    try {
      score(sections, totals);
    } catch (SessionException e) { // what was measured in the first pass is there all the same
      totals.failScoring(
          Sessions.failure(checkpoint + " at t=" + pass.timestep() + ", second pass", e));
    }
    progress.done();
    return totals.sums();
  }

  /** Has images pass chunk by chunk, each of which is summed from zero and then added to totals. */
  private void sum(
      Section section,
      PassTotals totals,
      NetworkRunner by,
      Optional<Classifiers> classifiers,
      boolean first)
      throws SessionException {
    for (List<Integer> chunk : section.chunks(inputs)) {
      List<LayerSums> sums = totals.of(section).parallelStream().map(LayerSums::ofChunk).toList();
      stream.pass(chunk, new Stage(by, classifiers, sums, first));
      totals.append(section, sums);
    }
    totals.end(section);
  }

  /** Adds the images that are for training, or of all folds. */
  private void train(List<Section> sections, PassTotals totals) throws SessionException {
    if (totals.isCrossFitted()) {
      progress.again(inputs.images().size());
    }
    for (Section section : sections) {
      if (!section.test()) {
        sum(section, totals, runner, Optional.empty(), true);
      }
    }
  }

  /** Tests classifiers on the images that they were not trained on. */
  private void test(List<Section> sections, PassTotals totals, NetworkRunner by, boolean first)
      throws SessionException {
    for (Section section : sections) {
      if (section.test()) {
        Map<LayerName, LinearClassifier> classifiers = totals.fit(section);
        try (TensorScope scope = new TensorScope()) {
          sum(section, totals, by, Optional.of(by.classifiers(classifiers, scope)), first);
        }
      }
    }
  }

  /** Tests each fold on classifiers that are trained on the others. */
  private void score(List<Section> sections, PassTotals totals) throws SessionException {
    if (totals.isCrossFitted()) {
      test(sections, totals, runner.asking(totals.scoringFigures()), false);
    }
  }

  /**
   * As with a single split, but scene by scene, and only until nothing has to be measured further.
   */
  private void untilDecided(EarlyRounds rounds) throws SessionException {
    rounds(rounds, false, Optional.empty());
    Map<LayerName, LinearClassifier> classifiers = PassTotals.fit(rounds.wanted());
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
}
