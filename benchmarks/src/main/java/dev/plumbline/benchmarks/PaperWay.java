package dev.plumbline.benchmarks;

import ai.onnxruntime.OrtException;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures the way the paper does, as somebody would write it who knows ONNX Runtime: layer after
 * layer, each with its own passes of the images and of their crops, the matrix of all similarities,
 * token norms, and a probe trained by gradient descent.
 */
final class PaperWay {

  /** What time goes into. */
  enum Step {
    FULL("full passes"),
    CROPPED("cropped passes"),
    SIMILARITY("similarity matrices"),
    NORMS("norms"),
    PROBE("probe, Adam");

    private final String label;

    Step(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * What one layer came to, kept so that nothing of it can be left out as unused.
   *
   * @param cornerDifference the mean over images of corners' similarity, cropped less control
   * @param largestRelativeNorm the largest norm by its image's mean
   * @param accuracy the probe's
   */
  record LayerFigures(double cornerDifference, double largestRelativeNorm, double accuracy) {}

  private static final int GROUPS = 3;

  private final Setup setup;
  private final PlainWay unet;
  private final InputSet inputs;
  private final SimilarityMatrix similarity;
  private final ProbeTrainer probe;
  private final Map<Step, Long> nanos = new EnumMap<>(Step.class);

  /**
   * Makes it ready.
   *
   * @param setup what is measured
   * @param unet a session with all layers tapped
   * @param inputs the images
   * @param similarity makes matrices
   * @param probe trains probes
   */
  PaperWay(
      Setup setup,
      PlainWay unet,
      InputSet inputs,
      SimilarityMatrix similarity,
      ProbeTrainer probe) {
    this.setup = setup;
    this.unet = unet;
    this.inputs = inputs;
    this.similarity = similarity;
    this.probe = probe;
    for (Step step : Step.values()) {
      nanos.put(step, 0L);
    }
  }

  /** Measures every layer. */
  List<LayerFigures> run() throws OrtException, SessionException {
    List<LayerFigures> figures = new ArrayList<>();
    for (LocatedLayer layer : setup.layers()) {
      figures.add(figures(layer));
    }
    return figures;
  }

  private LayerFigures figures(LocatedLayer layer) throws OrtException, SessionException {
    String tensor = layer.tensor();
    List<LayerTokens> training = new ArrayList<>();
    List<LayerTokens> test = new ArrayList<>();
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < unet.images(); i++) {
      long start = System.nanoTime();
      LayerTokens full = LayerTokens.of(unet.full(i, Set.of(tensor)).get(tensor));
      start = spent(Step.FULL, start);
      if (unet.crops()) {
        LayerTokens cropped = LayerTokens.of(unet.cropped(i, Set.of(tensor)).get(tensor));
        start = spent(Step.CROPPED, start);
        difference += cornerDifference(full, cropped) / unet.images();
      }
      start = spent(Step.SIMILARITY, start);
      largest = Math.max(largest, largestRelativeNorm(full));
      spent(Step.NORMS, start);
      (inputs.images().get(i).test() ? test : training).add(full);
    }
    long start = System.nanoTime();
    double accuracy = probe.accuracy(layer.layer(), training, test);
    spent(Step.PROBE, start);
    return new LayerFigures(difference, largest, accuracy);
  }

  private long spent(Step step, long start) {
    long now = System.nanoTime();
    nanos.merge(step, now - start, Long::sum);
    return now;
  }

  /** The control has the crop's content, taken from the full run. */
  private double cornerDifference(LayerTokens full, LayerTokens cropped)
      throws OrtException, SessionException {
    means(full);
    LayerTokens control = full.crop(OpenedCheckpoint.CROP * full.width() / inputs.width());
    return means(cropped)[0][0] - means(control)[0][0];
  }

  private double[][] means(LayerTokens tokens) throws OrtException, SessionException {
    return similarity.means(tokens.values(), tokens.tokens(), tokens.groups(), GROUPS);
  }

  private static double largestRelativeNorm(LayerTokens tokens) {
    double sum = 0;
    double largest = 0;
    for (double norm : tokens.norms()) {
      sum += norm;
      largest = Math.max(largest, norm);
    }
    return largest * tokens.tokens() / sum;
  }

  double seconds(Step step) {
    return nanos.get(step) / 1e9;
  }

  double seconds() {
    return nanos.values().stream().mapToLong(Long::longValue).sum() / 1e9;
  }
}
