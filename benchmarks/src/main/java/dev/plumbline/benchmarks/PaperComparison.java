package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.OpenedCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Times the paper's way between measurements of the same images. */
final class PaperComparison {

  private static final int WARM_UP_IMAGES = 2;

  private final Setup setup;
  private final Material material;
  private final Rounds rounds;

  PaperComparison(Setup setup, Material material, Rounds rounds) {
    this.setup = setup;
    this.material = material;
    this.rounds = rounds;
  }

  /**
   * Runs both, unscaled: after one measurement to warm up, half of the others go before the paper's
   * way and half after it, since a machine is not equally fast all the time.
   *
   * @param images on how many images
   * @param measurements how often to measure, at least once before and once after
   * @param seed the probe's
   * @param report gets the figures
   */
  void run(int images, int measurements, long seed, Report report) throws Exception {
    rounds.audit(Math.min(images, WARM_UP_IMAGES));
    List<Double> seconds = new ArrayList<>(measured(images, measurements / 2));
    PaperWay paper = paper(images, seed);
    seconds.addAll(measured(images, measurements - measurements / 2));
    Series audit = new Series(seconds);
    report.add(Figure.of(Phase.PAPER, "measurement", images, "s", audit));
    report.add(Figure.of(Phase.PAPER, "paper's way", images, "s", Series.of(paper.seconds())));
    for (PaperWay.Step step : PaperWay.Step.values()) {
      report.add(
          Figure.of(
              Phase.PAPER, "of it, " + step.label(), images, "s", Series.of(paper.seconds(step))));
    }
    report.add(
        Figure.of(
            Phase.PAPER, "paper's way ÷ measurement", images, "×", ratio(paper.seconds(), audit)));
    int layers = setup.layers().size();
    double shared = paper.seconds() - paper.seconds(PaperWay.Step.FULL) * (layers - 1.0) / layers;
    report.add(
        Figure.of(
            Phase.PAPER,
            "the same, had it one full pass for all layers",
            images,
            "×",
            ratio(shared, audit)));
  }

  private List<Double> measured(int images, int times) throws Exception {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < Math.max(1, times); i++) {
      seconds.add(rounds.audit(images));
    }
    return seconds;
  }

  /** Holds one time of the paper's way against every measurement's. */
  private static Series ratio(double paper, Series audit) {
    return new Series(audit.values().stream().map(seconds -> paper / seconds).toList());
  }

  private PaperWay paper(int images, long seed) throws Exception {
    try (OpenedCheckpoint checkpoint = setup.open(material.inputs(images), Optional.empty());
        PlainWay unet = (PlainWay) Variant.TAPS.open(setup, checkpoint);
        SimilarityMatrix similarity = new SimilarityMatrix(setup.options().threads())) {
      unet.warmUp();
      PaperWay paper =
          new PaperWay(
              setup,
              unet,
              checkpoint.inputs(),
              similarity,
              new AdamProbe(setup.options().threads(), seed));
      paper.run();
      return paper;
    }
  }
}
