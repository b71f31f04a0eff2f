package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.OpenedCheckpoint;
import java.util.Optional;

/** Times the paper's way between two measurements of the same images. */
final class PaperComparison {

  private final Setup setup;
  private final Material material;
  private final Rounds rounds;

  PaperComparison(Setup setup, Material material, Rounds rounds) {
    this.setup = setup;
    this.material = material;
    this.rounds = rounds;
  }

  /**
   * Runs both, unscaled.
   *
   * @param images on how many images
   * @param seed the probe's
   * @param report gets the figures
   */
  void run(int images, long seed, Report report) throws Exception {
    double before = rounds.audit(images);
    PaperWay paper = paper(images, seed);
    Series audit = Series.of(before, rounds.audit(images));
    report.add(Figure.of(Phase.PAPER, "measurement", images, "s", audit));
    report.add(Figure.of(Phase.PAPER, "paper's way", images, "s", Series.of(paper.seconds())));
    for (PaperWay.Step step : PaperWay.Step.values()) {
      report.add(
          Figure.of(
              Phase.PAPER, "of it, " + step.label(), images, "s", Series.of(paper.seconds(step))));
    }
    report.add(
        Figure.of(
            Phase.PAPER,
            "paper's way ÷ measurement",
            images,
            "×",
            Series.of(paper.seconds() / audit.median())));
    int layers = setup.layers().size();
    double shared = paper.seconds() - paper.seconds(PaperWay.Step.FULL) * (layers - 1.0) / layers;
    report.add(
        Figure.of(
            Phase.PAPER,
            "the same, had it one full pass for all layers",
            images,
            "×",
            Series.of(shared / audit.median())));
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
