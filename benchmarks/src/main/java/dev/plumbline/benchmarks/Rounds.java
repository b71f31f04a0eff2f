package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.plan.Inputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Times the variants round by round in one JVM: each round runs all of them, beginning with another
 * one every time. A session is open only while its variant is timed, since a large U-Net fits into
 * memory once.
 */
final class Rounds {

  private static final int COMPARED_IMAGES = 4;

  private final Setup setup;
  private final Material material;
  private final List<Variant> variants;
  private final Map<Variant, List<Double>> loads = new EnumMap<>(Variant.class);
  private int compared;
  private int identical;

  Rounds(Setup setup, Material material, List<Variant> variants) {
    this.setup = setup;
    this.material = material;
    this.variants = List.copyOf(variants);
    for (Variant variant : variants) {
      loads.put(variant, new ArrayList<>());
    }
  }

  /**
   * Times all numbers of images.
   *
   * @param images the numbers
   * @param rounds how often
   * @param report gets the figures
   */
  void run(List<Integer> images, int rounds, Report report) throws Exception {
    if (rounds > 1) {
      for (Variant variant : variants) {
        time(images.get(0), variant, false); // so that the first round is like the others
      }
    }
    Map<Integer, Map<Variant, Long>> returned = new TreeMap<>();
    Map<Integer, Map<Variant, List<Double>>> seconds = new TreeMap<>();
    images.forEach(count -> seconds.put(count, new EnumMap<>(Variant.class)));
    for (int round = 0; round < rounds; round++) {
      for (int count : images) {
        Map<Variant, List<float[]>> noises = new EnumMap<>(Variant.class);
        for (Variant variant : inTurn(round)) {
          Timed timed = time(count, variant, true);
          seconds.get(count).computeIfAbsent(variant, v -> new ArrayList<>()).add(timed.seconds());
          noises.put(variant, timed.noises());
          returned
              .computeIfAbsent(count, n -> new EnumMap<>(Variant.class))
              .put(variant, timed.returned()); // the same in each round
        }
        compare(noises.get(Variant.BARE), noises.get(Variant.AUDIT));
      }
    }
    seconds.forEach((count, times) -> report(count, times, report));
    if (images.size() > 1) {
      reportFurtherImages(images, seconds, report);
    }
    returned.forEach((count, bytes) -> reportReturned(count, bytes, report));
    loads.forEach(
        (variant, times) ->
            report.add(
                Figure.of(
                    Phase.TIME, "session opened, " + variant.label(), "s", new Series(times))));
    report.note(
        "While the measurement's session is opened, the layers' shapes are inferred from the graph.");
    report.note(
        String.format(
            "The U-Net's own output in the session with heads is bit for bit that of the bare one"
                + " in %d of %d images.",
            identical, compared));
  }

  /** What each image costs beyond the fewest: without what a run costs once, such as fitting. */
  private void reportFurtherImages(
      List<Integer> images, Map<Integer, Map<Variant, List<Double>>> seconds, Report report) {
    int fewest = images.get(0);
    int most = images.get(images.size() - 1);
    Map<Variant, Series> further = new EnumMap<>(Variant.class);
    for (Variant variant : variants) {
      Series more = new Series(seconds.get(most).get(variant));
      further.put(variant, more.minus(new Series(seconds.get(fewest).get(variant))));
    }
    if (further.values().stream().anyMatch(series -> series.min() <= 0)) {
      report.note(
          String.format(
              "In some round %d images took no longer than %d: the machine was too busy to tell"
                  + " what further images cost.",
              most, fewest));
      return;
    }
    for (Variant variant : variants) {
      if (variant == Variant.BARE) {
        continue;
      }
      report.add(
          Figure.of(
              Phase.TIME,
              String.format("%s ÷ bare, images beyond the first %d", variant.label(), fewest),
              most,
              "×",
              further.get(variant).dividedBy(further.get(Variant.BARE))));
    }
  }

  private List<Variant> inTurn(int round) {
    List<Variant> turned = new ArrayList<>(variants);
    Collections.rotate(turned, -round);
    return turned;
  }

  /** What leaves the graph, of full and cropped passes and of the sums over images. */
  private static void reportReturned(int count, Map<Variant, Long> bytes, Report report) {
    bytes.forEach(
        (variant, all) ->
            report.add(
                Figure.of(
                    Phase.TIME,
                    "leaves the graph, " + variant.label(),
                    count,
                    "MB/image",
                    Series.of(all / 1e6 / count))));
  }

  private record Timed(double seconds, long returned, List<float[]> noises) {}

  private Timed time(int count, Variant variant, boolean counts) throws Exception {
    Inputs inputs = material.inputs(count);
    try (OpenedCheckpoint checkpoint = setup.open(inputs, Optional.empty())) {
      long start = System.nanoTime();
      try (Way way = variant.open(setup, checkpoint)) {
        double load = seconds(start);
        way.warmUp();
        long before = checkpoint.returnedBytes();
        start = System.nanoTime();
        way.run();
        double seconds = seconds(start);
        long returned = checkpoint.returnedBytes() - before;
        if (counts) {
          loads.get(variant).add(load);
        }
        List<float[]> noises = new ArrayList<>();
        for (int i = 0; i < Math.min(count, COMPARED_IMAGES); i++) {
          noises.add(way.predictedNoise(i));
        }
        return new Timed(seconds, returned, noises);
      }
    }
  }

  static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void compare(List<float[]> bare, List<float[]> audit) {
    for (int i = 0; i < bare.size(); i++) {
      compared++;
      identical += Arrays.equals(bare.get(i), audit.get(i)) ? 1 : 0;
    }
  }

  private void report(int count, Map<Variant, List<Double>> seconds, Report report) {
    Series bare = new Series(seconds.get(Variant.BARE));
    for (Variant variant : variants) {
      Series series = new Series(seconds.get(variant));
      report.add(
          Figure.of(Phase.TIME, variant.label(), count, "ms/image", series.times(1e3 / count)));
      if (variant != Variant.BARE) {
        report.add(
            Figure.of(Phase.TIME, variant.label() + " ÷ bare", count, "×", series.dividedBy(bare)));
      }
    }
  }

  /** Returns the seconds that the measurement of some images takes, its session warm. */
  double audit(int count) throws Exception {
    return time(count, Variant.AUDIT, false).seconds();
  }
}
