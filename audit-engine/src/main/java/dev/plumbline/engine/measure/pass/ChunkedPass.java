package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.Classifiers;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.kept.Kept;
import dev.plumbline.engine.measure.kept.KeptPass;
import dev.plumbline.engine.measure.network.NetworkRunner;
import dev.plumbline.engine.measure.pass.ImageStream.Stage;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Those chunks of one pass that are measured here, while others measure the rest. In the first
 * round they are summed and kept. In the second, all training chunks of the first are read and
 * added in their order, the classifiers are fitted, which gives everybody the same bits, and test
 * chunks are summed and kept.
 */
public final class ChunkedPass {

  private final NetworkRunner runner;
  private final PassInputs pass;
  private final InputSet inputs;
  private final ChunkLayout layout;
  private final ChunkExchange exchange;
  private final Kept kept;
  private final Progress progress;
  private final List<LayerRun> layers;
  private final List<PassSums.Sum> failed = new ArrayList<>();

  /**
   * Makes a pass of which nothing is done.
   *
   * @param runner runs the network
   * @param pass the images, all of them
   * @param layout into which chunks they are cut
   * @param exchange where chunks go, and come from
   * @param kept what is kept of the checkpoint's representations
   * @param progress hears how far it is
   */
  public ChunkedPass(
      NetworkRunner runner,
      PassInputs pass,
      ChunkLayout layout,
      ChunkExchange exchange,
      Kept kept,
      Progress progress) {
    this.runner = runner;
    this.pass = pass;
    this.inputs = pass.inputs();
    this.layout = layout;
    this.exchange = exchange;
    this.kept = kept;
    this.progress = progress;
    this.layers = runner.layers().stream().map(MeasuredLayer::run).toList();
  }

  /**
   * Measures chunks of the first round.
   *
   * @param mine the chunks
   * @param needs the measurements of each layer
   * @param providers what makes them
   * @return what could not be measured, with the reasons; nothing else is in it
   * @throws SessionException if ONNX Runtime fails; the chunks before are kept
   * @throws IOException if a chunk cannot be kept
   */
  public PassSums first(
      List<ChunkPlace> mine,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers)
      throws SessionException, IOException {
    try (TensorScope scope = new TensorScope()) {
      Classifiers none = runner.classifiers(Map.of(), scope);
      for (ChunkPlace place : mine) {
        List<LayerSums> sums = new ArrayList<>();
        for (LayerRun layer : layers) {
          for (Class<? extends Measurement> type : needs.get(layer.shape().layer())) {
            sums.add(LayerSums.of(layer, providers.get(type)));
          }
        }
        Optional<Classifiers> given =
            place.section().test() ? Optional.of(none) : Optional.empty(); // nothing was trained
        sum(place, "", new Stage(runner, given, sums, true));
      }
    }
    progress.done();
    return new PassSums(failed);
  }

  /**
   * Measures chunks of the second round, those that are not there already.
   *
   * @param mine the chunks
   * @param needs the measurements of each layer
   * @param providers what makes them
   * @return what could not be measured, with the reasons; nothing else is in it
   * @throws SessionException if ONNX Runtime fails; the chunks before are kept
   * @throws IOException if a chunk cannot be read or kept
   */
  public PassSums second(
      List<ChunkPlace> mine,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers)
      throws SessionException, IOException {
    PassTotals totals = new PassTotals(layers, needs, providers, inputs.folds());
    for (Section section : layout.sections()) {
      if (!section.test()) {
        for (ChunkPlace place : layout.of(section)) {
          totals.append(section, exchange.read(place, layout));
        }
        totals.end(section);
      } else if (mine.stream().anyMatch(place -> place.section().equals(section))) {
        test(mine.stream().filter(place -> place.section().equals(section)).toList(), totals);
      }
    }
    progress.done();
    return new PassSums(failed);
  }

  /**
   * Measures one chunk of the second round with classifiers that were fitted elsewhere.
   *
   * @param place the chunk
   * @param fitted what was fitted for its section
   * @param needs the measurements of each layer
   * @param providers what makes them
   * @throws SessionException if ONNX Runtime fails
   * @throws IOException if the chunk cannot be kept
   */
  public void second(
      ChunkPlace place,
      Fitted fitted,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers)
      throws SessionException, IOException {
    PassTotals totals = new PassTotals(layers, needs, providers, inputs.folds());
    boolean first = !totals.isCrossFitted();
    NetworkRunner by = first ? runner : runner.asking(totals.scoringFigures());
    try (TensorScope scope = new TensorScope()) {
      Optional<Classifiers> classifiers = Optional.of(by.classifiers(fitted.classifiers(), scope));
      sum(place, fitted.hash(), new Stage(by, classifiers, totals.ofTestChunk(fitted), first));
    }
    progress.done();
  }

  /** Tests the classifiers of a section on chunks of it. */
  private void test(List<ChunkPlace> mine, PassTotals totals) throws SessionException, IOException {
    Section section = mine.get(0).section();
    Map<LayerName, LinearClassifier> fitted = totals.fit(section);
    String hash = PassTotals.hash(fitted);
    boolean first = !totals.isCrossFitted();
    NetworkRunner by = first ? runner : runner.asking(totals.scoringFigures());
    try (TensorScope scope = new TensorScope()) {
      Optional<Classifiers> classifiers = Optional.of(by.classifiers(fitted, scope));
      for (ChunkPlace place : mine) {
        if (!exchange.isThere(place, layout, hash)) {
          List<LayerSums> sums = totals.of(section).stream().map(LayerSums::ofChunk).toList();
          sum(place, hash, new Stage(by, classifiers, sums, first));
        }
      }
    }
  }

  private void sum(ChunkPlace place, String hash, Stage stage)
      throws SessionException, IOException {
    try (KeptPass shown = kept.begin(pass.timestep(), runner.layers(), inputs)) {
      new ImageStream(pass, progress, shown).pass(place.images(inputs), stage);
      shown.finish();
    }
    PassSums sums = new PassSums(stage.sums().stream().map(LayerSums::sum).toList());
    failed.addAll(sums.failed());
    exchange.keep(place, layout, hash, sums, kept.explorer().chunk(pass.timestep()));
  }
}
