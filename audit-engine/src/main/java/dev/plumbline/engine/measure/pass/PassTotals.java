package dev.plumbline.engine.measure.pass;

import static java.util.stream.Collectors.toConcurrentMap;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.plan.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the chunks of a pass are added to, section by section, whoever measured them. Classifiers
 * are fitted here, and the same bits come of the same chunks.
 */
final class PassTotals {

  private final int folds;
  private final List<LayerSums> sums = new ArrayList<>();
  private final CrossFitting crossFitting;
  private final Map<Section, List<LayerSums>> scoring = new HashMap<>();

  /**
   * Makes totals of no image.
   *
   * @param layers the layers, in their order
   * @param needs the measurements of each
   * @param providers what makes them
   * @param folds how many folds there are; 1 for a single split
   */
  PassTotals(
      List<LayerRun> layers,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      int folds) {
    this.folds = folds;
    this.crossFitting = new CrossFitting(folds);
    for (LayerRun layer : layers) {
      for (Class<? extends Measurement> type : needs.get(layer.shape().layer())) {
        MeasurementProvider<?> provider = providers.get(type);
        if (folds > 1 && CrossFitting.concerns(provider)) {
          crossFitting.add(layer, provider);
        } else {
          sums.add(LayerSums.of(layer, provider));
        }
      }
    }
  }

  /** Returns the sums of the measurements that are not cross-fitted. */
  List<LayerSums> all() {
    return sums;
  }

  /** Tells whether images pass once more, to test classifiers. */
  boolean isCrossFitted() {
    return !crossFitting.isEmpty();
  }

  /** Returns what is asked of each layer when images pass once more. */
  Map<LayerName, Set<Figure>> scoringFigures() {
    return crossFitting.scoringFigures();
  }

  /** Returns what a section's images are added to; of test images, once that was fitted. */
  List<LayerSums> of(Section section) {
    if (folds == 1) {
      return sums;
    }
    if (section.test()) {
      return scoring.getOrDefault(section, List.of());
    }
    List<LayerSums> all = new ArrayList<>(sums);
    all.addAll(crossFitting.training(section.fold()));
    return all;
  }

  /** Adds the sums of a section's next chunk, which are given up for it. */
  void append(Section section, List<LayerSums> chunk) {
    List<LayerSums> totals = of(section);
    IntStream.range(0, totals.size()).parallel().forEach(i -> totals.get(i).append(chunk.get(i)));
  }

  /**
   * Adds what the next chunk of a section came to elsewhere.
   *
   * @throws IOException if it is not of the same measurements and layers
   */
  void append(Section section, PassSums chunk) throws IOException {
    List<LayerSums> aligned = new ArrayList<>();
    List<LayerSums> totals = of(section);
    for (LayerSums total : totals) {
      PassSums.Sum sum =
          chunk
              .find(total.layer(), total.type())
              .orElseThrow(
                  () ->
                      new IOException(
                          String.format(
                              "%s of %s is missing in it.",
                              total.type().getSimpleName(), total.layer())));
      if (!sum.run().equals(total.run())) {
        throw new IOException(
            String.format("%s is %s in it, and %s before.", total.layer(), sum.run(), total.run()));
      }
      aligned.add(total.ofChunk(sum));
    }
    if (chunk.size() != totals.size()) {
      throw new IOException("It has more measurements than are wanted of it.");
    }
    append(section, aligned);
  }

  /** Fits the classifiers of a section of test images, when all training images are in. */
  Map<LayerName, LinearClassifier> fit(Section section) {
    if (folds > 1) {
      scoring.put(section, crossFitting.without(section.fold()));
    }
    return fit(of(section));
  }

  /** Fits the classifiers of a section, for whoever measures its images. */
  Fitted fitted(Section section) {
    Map<LayerName, LinearClassifier> classifiers = fit(section);
    return new Fitted(classifiers, new PassSums(new PassSums(sums(of(section))).failed()));
  }

  /** Makes sums for a chunk of test images of classifiers that were fitted elsewhere. */
  List<LayerSums> ofTestChunk(Fitted fitted) {
    List<LayerSums> chunk = folds == 1 ? sums : crossFitting.ofNoImages();
    for (LayerSums sum : chunk) {
      fitted.failed().find(sum.layer(), sum.type()).ifPresent(failed -> sum.fail(failed.failure()));
    }
    return chunk;
  }

  private static List<PassSums.Sum> sums(List<LayerSums> some) {
    return some.stream().map(LayerSums::sum).toList();
  }

  static Map<LayerName, LinearClassifier> fit(List<LayerSums> sums) {
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

  /** Returns a hash of classifiers: whoever fits the same chunks gets the same. */
  static String hash(Map<LayerName, LinearClassifier> classifiers) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(classifiers)
        .forEach(
            (layer, fitted) ->
                text.append(layer)
                    .append(Sha256.ofFloats(fitted.shift()))
                    .append(Sha256.ofFloats(fitted.rowWeights()))
                    .append(Sha256.ofFloats(fitted.rowBias()))
                    .append(Sha256.ofFloats(fitted.columnWeights()))
                    .append(Sha256.ofFloats(fitted.columnBias())));
    return Sha256.of(text.toString());
  }

  /** Says that all chunks of a section are in. */
  void end(Section section) {
    if (folds > 1 && section.test()) {
      crossFitting.scored(scoring.remove(section));
    } else if (folds > 1 && section.fold() == folds - 1) {
      sums.parallelStream().forEach(LayerSums::fit); // as they expect, though nothing is classified
    }
  }

  /** Gives up what is cross-fitted, since images could not pass once more. */
  void failScoring(RuntimeException cause) {
    crossFitting.fail(cause);
  }

  /** Returns what all images came to. */
  PassSums sums() {
    List<LayerSums> all = new ArrayList<>(sums);
    all.addAll(crossFitting.results());
    return new PassSums(sums(all));
  }
}
