package dev.plumbline.engine.measure.similarity;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.Grid;
import dev.plumbline.api.Metric;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenGroupSimilarity.Window;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ContributionCollector;
import dev.plumbline.api.spi.GroupSums;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.sums.PositionMeans;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Sums of mean within-image cosines over images. */
final class TokenGroupSimilarityAccumulator implements Accumulator<TokenGroupSimilarity> {

  /** Below this control a ratio to it says nothing (docs/measurements.md, "Similarity"). */
  private static final double SMALLEST_CONTROL = 0.05;

  private final LayerRun run;
  private final Map<Window, Map<TokenGroup, Mean>> raw = means();
  private final Map<Window, Map<TokenGroup, Mean>> centred = means();
  private final PositionMeans cornerSimilarity;

  TokenGroupSimilarityAccumulator(LayerRun run) {
    this.run = run;
    cornerSimilarity = new PositionMeans(run.shape().tokens());
  }

  private static Map<Window, Map<TokenGroup, Mean>> means() {
    Map<Window, Map<TokenGroup, Mean>> means = new EnumMap<>(Window.class);
    for (Window window : Window.values()) {
      Map<TokenGroup, Mean> groups = new EnumMap<>(TokenGroup.class);
      for (TokenGroup group : TokenGroup.values()) {
        groups.put(group, new Mean());
      }
      means.put(window, groups);
    }
    return means;
  }

  @Override
  public void add(ImageFigures image) {
    if (!image.isFinite()) {
      return;
    }
    add(image, raw, false);
    add(image, centred, true);
    cornerSimilarity.add(image.cornerSimilarity());
  }

  private static void add(
      ImageFigures image, Map<Window, Map<TokenGroup, Mean>> means, boolean centred) {
    Map<Window, GroupSums> sums = new EnumMap<>(Window.class);
    for (Window window : Window.values()) {
      image.groupSums(window, centred).ifPresent(found -> sums.put(window, found));
    }
    boolean paired = sums.containsKey(Window.CROPPED) && sums.containsKey(Window.CONTROL);
    if (!paired) { // differences are between the same images
      sums.keySet().retainAll(EnumSet.of(Window.FULL));
    }
    sums.forEach(
        (window, found) ->
            means.get(window).forEach((group, mean) -> mean.add(image, found.meanCosine(group))));
  }

  @Override
  public void merge(Accumulator<TokenGroupSimilarity> accumulator) {
    TokenGroupSimilarityAccumulator other = (TokenGroupSimilarityAccumulator) accumulator;
    for (Window window : Window.values()) {
      for (TokenGroup group : TokenGroup.values()) {
        raw.get(window).get(group).merge(other.raw.get(window).get(group));
        centred.get(window).get(group).merge(other.centred.get(window).get(group));
      }
    }
    cornerSimilarity.merge(other.cornerSimilarity);
  }

  @Override
  public void write(StateWriter to) throws IOException {
    for (Map<Window, Map<TokenGroup, Mean>> means : List.of(raw, centred)) {
      for (Window window : Window.values()) {
        for (TokenGroup group : TokenGroup.values()) {
          means.get(window).get(group).write(to);
        }
      }
    }
    cornerSimilarity.write(to);
  }

  @Override
  public void read(StateReader from) throws IOException {
    for (Map<Window, Map<TokenGroup, Mean>> means : List.of(raw, centred)) {
      for (Window window : Window.values()) {
        for (TokenGroup group : TokenGroup.values()) {
          means.get(window).get(group).read(from);
        }
      }
    }
    cornerSimilarity.read(from);
  }

  @Override
  public TokenGroupSimilarity measurement() {
    List<Metric> metrics = new ArrayList<>();
    means(metrics, "similarity.", raw);
    differences(metrics, "similarity.", raw);
    for (TokenGroup group : TokenGroup.values()) {
      metrics.add(relative(group));
    }
    means(metrics, "similarity.centred.", centred);
    differences(metrics, "similarity.centred.", centred);
    return new TokenGroupSimilarity(metrics, cornerMap());
  }

  private List<Grid> cornerMap() {
    return cornerSimilarity.isEmpty()
        ? List.of()
        : List.of(
            Grid.ofTokens(
                "similarity.corner_map",
                "Similarity to the corner",
                "cosine",
                run.shape().height(),
                run.shape().width(),
                cornerSimilarity.values()));
  }

  private void means(
      List<Metric> metrics, String prefix, Map<Window, Map<TokenGroup, Mean>> means) {
    for (Window window : Window.values()) {
      means
          .get(window)
          .forEach(
              (group, mean) -> {
                String name = prefix + window.label() + "." + group.label();
                metrics.add(
                    mean.count == 0
                        ? Metric.notApplicable(name, Direction.NEITHER, whyNone(window, group))
                        : Metric.of(name, mean.value(), mean.count, Direction.NEITHER)
                            .withContributions(
                                mean.contributions.ratio().within(-1, 1).equallyWeighted()));
              });
    }
  }

  private void differences(
      List<Metric> metrics, String prefix, Map<Window, Map<TokenGroup, Mean>> means) {
    for (TokenGroup group : TokenGroup.values()) {
      String name = prefix + "difference." + group.label();
      Mean cropped = means.get(Window.CROPPED).get(group);
      Mean control = means.get(Window.CONTROL).get(group);
      metrics.add(
          cropped.count == 0 || control.count == 0
              ? Metric.notApplicable(name, Direction.HIGHER, whyNone(Window.CONTROL, group))
              : Metric.of(name, cropped.value() - control.value(), cropped.count, Direction.HIGHER)
                  .withContributions(
                      Pairs.of(cropped, control).difference().within(-2, 2).equallyWeighted()));
    }
  }

  private Metric relative(TokenGroup group) {
    String name = "similarity.relative." + group.label();
    Mean cropped = raw.get(Window.CROPPED).get(group);
    Mean control = raw.get(Window.CONTROL).get(group);
    if (cropped.count == 0 || control.count == 0) {
      return Metric.notApplicable(name, Direction.HIGHER, whyNone(Window.CONTROL, group));
    }
    if (control.value() < SMALLEST_CONTROL) {
      return Metric.notApplicable(
          name, Direction.HIGHER, "the control is below " + SMALLEST_CONTROL);
    }
    return Metric.of(name, cropped.value() / control.value(), cropped.count, Direction.HIGHER)
        .withContributions(Pairs.of(cropped, control).relative());
  }

  private String whyNone(Window window, TokenGroup group) {
    if (window != Window.FULL && run.controlUnavailable().isPresent()) {
      return run.controlUnavailable().get();
    }
    if (raw.get(Window.FULL).values().stream().allMatch(mean -> mean.count == 0)) {
      return "no image has finite tokens at this layer";
    }
    return "the window has fewer than two " + group.label() + " tokens";
  }

  /** A mean over the images that have the figure. */
  private static final class Mean {
    private double sum;
    private long count;
    private final ContributionCollector contributions = new ContributionCollector();

    void add(ImageFigures image, double value) {
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
        contributions.add(image, value);
      }
    }

    void merge(Mean other) {
      sum += other.sum;
      count += other.count;
      contributions.merge(other.contributions);
    }

    void write(StateWriter to) throws IOException {
      to.writeDouble(sum);
      to.writeLong(count);
      contributions.write(to);
    }

    void read(StateReader from) throws IOException {
      sum = from.readDouble();
      count = from.readLong(0, Integer.MAX_VALUE);
      contributions.read(from);
    }

    double value() {
      return sum / count;
    }
  }

  /** The same images' cosines on two windows. */
  private record Pairs(List<Image> images, double[] cropped, double[] control) {

    static Pairs of(Mean cropped, Mean control) {
      Contributions one = cropped.contributions.ratio();
      Contributions other = control.contributions.ratio();
      // Both windows show the same tokens, so that they have the same groups in every image.
      if (!one.images().equals(other.images())) {
        throw new IllegalStateException("The cropped and the control window have other images");
      }
      return new Pairs(one.images(), one.numerators(), other.numerators());
    }

    Contributions difference() {
      double[] differences = new double[images.size()];
      Arrays.setAll(differences, image -> cropped[image] - control[image]);
      double[] ones = new double[images.size()];
      Arrays.fill(ones, 1);
      return Contributions.ratio(images, differences, ones);
    }

    Contributions relative() {
      return Contributions.ratio(images, cropped, control);
    }
  }
}
