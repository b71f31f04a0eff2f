package dev.plumbline.engine.measure;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer;
import dev.plumbline.engine.checkpoint.graph.LoadedConstants;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.measure.memory.EstimatedRun;
import dev.plumbline.engine.measure.memory.MeasuredData;
import dev.plumbline.engine.measure.memory.MemoryEstimate;
import dev.plumbline.engine.measure.pass.StreamingPass;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.measure.source.InputOrigin;
import dev.plumbline.engine.measure.windows.Quadrant;
import dev.plumbline.engine.plan.ByteCount;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Patience;
import dev.plumbline.engine.plan.RandomControl;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What measuring a checkpoint would take, from its files alone. The time is right within a factor
 * of two or so: it scales figures of Stable Diffusion 1.5 with the number of weights and latents,
 * and those of the bundled checkpoint with the number of layers.
 */
final class CostEstimate {

  /** SD 1.5 at 64×64 latents needs about 0.4·10¹² multiplications for 860 M weights. */
  private static final double MULTIPLICATIONS_PER_WEIGHT_AND_LATENT = 0.4e12 / 860e6 / (64 * 64);

  /** What one core of a current CPU does in ONNX Runtime's kernels. */
  private static final double MULTIPLICATIONS_PER_SECOND_AND_CORE = 4e10;

  /**
   * What it costs in seconds to compute one layer's statistics in one pass, and to add them up. Of
   * small U-Nets it is most of the time.
   */
  private static final double SECONDS_PER_LAYER_AND_PASS = 0.9e-3;

  /** What judging and reporting take in seconds for a layer at a timestep. */
  private static final double SECONDS_PER_LAYER_AND_TIMESTEP = 0.08;

  /** What starting workers and encoding inputs take of a run in seconds. */
  private static final double SECONDS_ONCE = 6;

  private static final int DEFAULT_LATENTS = 64;

  /** How many times slower than estimated a sound run may be: half precision, a loaded machine. */
  private static final double TIMES_SLOWER = 200;

  /** What is estimated to take no time may wait for a disk, or for others. */
  private static final Duration SHORTEST_PATIENCE = Duration.ofMinutes(15);

  private final CheckpointPlan plan;
  private final Inputs inputs;
  private final MeasurementCatalog catalog;
  private final CheckpointOnDisk files;
  private final OptionalLong available;

  private CostEstimate(
      CheckpointPlan plan,
      Inputs inputs,
      MeasurementCatalog catalog,
      CheckpointOnDisk files,
      OptionalLong available) {
    this.plan = plan;
    this.inputs = inputs;
    this.catalog = catalog;
    this.files = files;
    this.available = available;
  }

  /**
   * Estimates.
   *
   * @param plan what would be measured
   * @param inputs on what
   * @param catalog the measurements there are
   * @param available the bytes of memory there are; empty where nobody knows
   */
  static CostEstimate of(
      CheckpointPlan plan, Inputs inputs, MeasurementCatalog catalog, OptionalLong available) {
    return new CostEstimate(
        plan, inputs, catalog, CheckpointOnDisk.read(plan.checkpoint()), available);
  }

  /** As below, for latents of the size that the checkpoint's files speak of. */
  static Patience patience(CheckpointOnDisk files, RunOptions options) {
    Geometry geometry = files.geometry();
    int height = geometry.height().orElse(DEFAULT_LATENTS);
    int width = geometry.width().orElse(DEFAULT_LATENTS);
    return patience(files, options, (double) height * width);
  }

  /**
   * Says how long a checkpoint's models are waited for: what the user said, or so long that no
   * sound one is ended.
   *
   * @param files the checkpoint
   * @param options how sessions are run
   * @param latents the number of latents of an image, height × width
   */
  static Patience patience(CheckpointOnDisk files, RunOptions options, double latents) {
    if (options.timeout().isPresent()) {
      return new Patience(options.timeout().get(), true);
    }
    double once = seconds(weights(files.index()), latents);
    double batch = options.batch().orElse(1);
    Duration estimated = Duration.ofSeconds((long) (TIMES_SLOWER * batch * once));
    boolean isLonger = estimated.compareTo(SHORTEST_PATIENCE) > 0;
    return new Patience(isLonger ? estimated : SHORTEST_PATIENCE, false);
  }

  /** Returns roughly how long one core takes for an image. */
  private static double seconds(double weights, double latents) {
    return weights
        * latents
        * MULTIPLICATIONS_PER_WEIGHT_AND_LATENT
        / MULTIPLICATIONS_PER_SECOND_AND_CORE;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Set<LayerName> layers = plan.layers();
    lines.add("checkpoint " + plan.checkpoint().name() + ": " + plan.checkpoint().description());
    lines.add("  " + layers.size() + " layers: " + layers);
    lines.add("  timesteps " + plan.passes().keySet());
    Geometry geometry = InputOrigin.of(plan.checkpoint(), files).geometry();
    int height = geometry.height().orElse(DEFAULT_LATENTS);
    int width = geometry.width().orElse(DEFAULT_LATENTS);
    int images = images();
    lines.addAll(time(geometry, (double) height * width, images));
    MeasuredData measured = catalog.measured(plan);
    MemoryEstimate memory =
        new MemoryEstimate(
            files,
            LayerLocator.locate(files.index()).names(),
            measured,
            new EstimatedRun(
                height, width, true, inputs.folds(), inputs.samples() > StreamingPass.CHUNK));
    lines.add(
        String.format(
            Locale.ROOT,
            "  at most about %s of memory (%s); available are %s",
            ByteCount.gigabytes(memory.bytes(1)),
            memory.parts(),
            available.isPresent()
                ? ByteCount.gigabytes(available.getAsLong())
                : "an unknown amount"));
    catalog
        .spillFolder()
        .filter(folder -> !measured.raw().isEmpty())
        .ifPresent(folder -> lines.add(trainingTokens(measured, memory, images, folder)));
    plan.checkpoint().control().ifPresent(control -> lines.add(redrawn(control)));
    return lines;
  }

  /** Says how often the network is run, and roughly how long that takes. */
  private List<String> time(Geometry geometry, double latents, int images) {
    boolean shifted = geometry.margin() > 0;
    boolean folded = inputs.folds() > 1;
    int passes = (shifted ? 1 + Quadrant.values().length : 2) + (folded ? 1 : 0);
    long runs = (long) passes * images * plan.passes().size();
    double weights = weights(files.index());
    double pass =
        seconds(weights, latents) / Runtime.getRuntime().availableProcessors()
            + plan.layers().size() * SECONDS_PER_LAYER_AND_PASS;
    double told = plan.layers().size() * plan.passes().size() * SECONDS_PER_LAYER_AND_TIMESTEP;
    return List.of(
        String.format(
            Locale.ROOT,
            "  up to %d images, %s and %s each: at most %d passes of the U-Net",
            images,
            folded ? "two full passes (" + inputs.folds() + " folds)" : "a full",
            shifted ? "four shifted passes" : "a cropped pass",
            runs),
        String.format(
            Locale.ROOT,
            "  %.1f M weights; roughly %s on this machine's CPU",
            weights / 1e6,
            duration(SECONDS_ONCE + told + runs * pass)));
  }

  private static String trainingTokens(
      MeasuredData measured, MemoryEstimate memory, int images, Path folder) {
    return String.format(
        Locale.ROOT,
        "  up to %s of tokens to train the softmax probes on, of each timestep; what is more than"
            + " %s goes to files in %s",
        ByteCount.gigabytes((long) (Short.BYTES * memory.values(measured.raw()) * images)),
        ByteCount.gigabytes(measured.kept()),
        folder);
  }

  /** Without images there is a plan all the same: what is missing is said when it is needed. */
  private int images() {
    try {
      return InputLoader.atMost(inputs);
    } catch (UserError e) {
      return inputs.samples();
    }
  }

  private String redrawn(RandomControl control) {
    return String.format(
        "  its weights are redrawn: %s in %s while it is measured",
        ByteCount.text(Redrawing.of(files.index()).bytes()), control.folder());
  }

  private static String duration(double seconds) {
    return seconds < 90
        ? String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds))
        : String.format(Locale.ROOT, "%.0f min", seconds / 60);
  }

  private static double weights(GraphIndex index) {
    return LoadedConstants.of(index).stream().mapToDouble(Initializer::elements).sum();
  }
}
