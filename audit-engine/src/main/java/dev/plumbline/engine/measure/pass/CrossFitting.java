package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.heads.Heads;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The measurements that classify tokens, while they are cross-fitted: k single splits, of which
 * each keeps one fold from training.
 *
 * <p>Only k sums of each measurement and layer are held for the training images, one a fold. What
 * is trained without a fold is made of the others when its turn comes, adds up what they have, and
 * is given up into the result when the fold's images are scored. Differences of a total and a fold
 * would take one addition in place of k − 1, but lose digits, and {@link
 * dev.plumbline.api.spi.Accumulator}s can only be added.
 */
final class CrossFitting {

  /** A measurement of a layer. */
  private record Member(LayerRun run, MeasurementProvider<?> provider, List<LayerSums> folds) {

    /** Makes sums that have everything but a fold. */
    LayerSums without(int fold) {
      LayerSums rest = LayerSums.of(run, provider);
      for (int other = 0; other < folds.size(); other++) {
        if (other != fold) {
          rest.merge(folds.get(other));
        }
      }
      return rest;
    }
  }

  private final int folds;
  private final List<Member> members = new ArrayList<>();
  private List<LayerSums> results = List.of();

  CrossFitting(int folds) {
    this.folds = folds;
  }

  /** Tells whether a provider's measurements are cross-fitted where anything is. */
  static boolean concerns(MeasurementProvider<?> provider) {
    return Heads.needTraining(provider.figures());
  }

  void add(LayerRun run, MeasurementProvider<?> provider) {
    members.add(
        new Member(
            run,
            provider,
            IntStream.range(0, folds).mapToObj(fold -> LayerSums.of(run, provider)).toList()));
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** Returns the sums that a fold's images are added to, as training images. */
  List<LayerSums> training(int fold) {
    return members.stream().map(member -> member.folds().get(fold)).toList();
  }

  /** Returns what is asked of each layer when images pass once more, as test images. */
  Map<LayerName, Set<Figure>> scoringFigures() {
    Map<LayerName, Set<Figure>> figures = new HashMap<>();
    for (Member member : members) {
      Set<Figure> asked =
          figures.computeIfAbsent(
              member.run().shape().layer(), layer -> EnumSet.noneOf(Figure.class));
      asked.addAll(Heads.complete(Heads.ofTestImages(member.provider().figures())));
    }
    return figures;
  }

  /**
   * Makes sums that have every training image but those of a fold, and are to be fitted and then
   * given the fold's images.
   *
   * @param fold the fold
   */
  List<LayerSums> without(int fold) {
    return members.parallelStream().map(member -> member.without(fold)).toList();
  }

  /** Makes sums of no image, for test images of classifiers that were fitted elsewhere. */
  List<LayerSums> ofNoImages() {
    return members.stream().map(member -> LayerSums.of(member.run(), member.provider())).toList();
  }

  /** Takes in the sums of a fold that is scored. */
  void scored(List<LayerSums> sums) {
    if (results.isEmpty()) {
      results = sums;
      return;
    }
    for (int i = 0; i < results.size(); i++) {
      results.get(i).merge(sums.get(i));
    }
  }

  /** Gives up all members, since images could not pass once more. */
  void fail(RuntimeException cause) {
    results = training(0);
    results.forEach(sums -> sums.fail(cause));
  }

  /** Returns the sums of all folds that are scored. */
  List<LayerSums> results() {
    return results;
  }
}
