package dev.plumbline.api;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The difference of one share under two conditions that saw the same images. */
final class MetricDifference {

  private MetricDifference() {}

  /**
   * Takes one metric off another. Where it is known what each image gave to both, the difference is
   * that of the images they have in common, image by image, so that it has contributions itself.
   *
   * @param name the difference's name
   * @param metric a share
   * @param control the same share under the other condition
   */
  static Metric of(String name, Metric metric, Metric control) {
    if (!metric.isApplicable()) {
      return Metric.notApplicable(name, metric.worse(), metric.reason());
    }
    if (!control.isApplicable()) {
      return Metric.notApplicable(name, metric.worse(), "of the control: " + control.reason());
    }
    Optional<Contributions> paired =
        metric.contributions().flatMap(own -> control.contributions().map(its -> paired(own, its)));
    if (paired.isEmpty()) {
      return Metric.of(
          name,
          metric.value().orElseThrow() - control.value().orElseThrow(),
          metric.sampleSize(),
          metric.worse());
    }
    if (paired.get().value().isEmpty()) {
      return Metric.notApplicable(
          name, metric.worse(), "no image is finite both here and in the control");
    }
    double[] tokens = paired.get().denominators();
    long count = 0;
    for (double ofImage : tokens) {
      count += Math.round(ofImage);
    }
    return Metric.of(name, paired.get().value().getAsDouble(), count, metric.worse())
        .withContributions(paired.get());
  }

  private static Contributions paired(Contributions own, Contributions control) {
    Set<String> common = names(own);
    common.retainAll(names(control));
    Contributions one = own.only(common);
    Contributions other = control.only(common); // both in the order of names
    List<Contributions.Image> images = one.images();
    double[] numerators = one.numerators();
    double[] denominators = one.denominators();
    double[] theirs = other.numerators();
    double[] theirDenominators = other.denominators();
    for (int i = 0; i < numerators.length; i++) {
      numerators[i] -= theirs[i] * (denominators[i] / theirDenominators[i]);
    }
    return Contributions.ratio(images, numerators, denominators).within(-1, 1);
  }

  private static Set<String> names(Contributions contributions) {
    Set<String> names = new HashSet<>();
    contributions.images().forEach(image -> names.add(image.name()));
    return names;
  }
}
