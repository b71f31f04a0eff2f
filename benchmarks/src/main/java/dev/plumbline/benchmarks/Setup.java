package dev.plumbline.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.LayerHealth;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The checkpoint and what is measured of it: all built-in measurements at all layers.
 *
 * @param checkpoint the checkpoint
 * @param plan the measurements of one timestep
 * @param layers where the layers are
 * @param noise the U-Net's own output
 * @param fixedSize whether the graph takes latents of one size only
 * @param options how sessions are run
 * @param timestep the timestep
 */
record Setup(
    CheckpointSpec checkpoint,
    CheckpointPlan plan,
    List<LocatedLayer> layers,
    String noise,
    boolean fixedSize,
    RunOptions options,
    int timestep) {

  private static final Set<Class<? extends Measurement>> MEASUREMENTS =
      new LinkedHashSet<>(
          List.of(
              PositionProbe.class,
              TokenGroupSimilarity.class,
              TokenNorms.class,
              FiniteActivations.class,
              LayerHealth.class));

  static Setup of(Options options) {
    CheckpointSpec spec = spec(options);
    GraphIndex index = GraphIndex.read(CheckpointFiles.resolve(spec).unet());
    NetworkInterface unet = NetworkInterface.of(index);
    List<LocatedLayer> layers = LayerLocator.locate(index).layers();
    CheckpointPlan plan = CheckpointPlan.empty(spec);
    layers.forEach(layer -> plan.add(options.timestep(), layer.layer(), MEASUREMENTS));
    return new Setup(
        spec,
        plan,
        layers,
        unet.noise().name(),
        unet.fixedHeight().isPresent() || unet.fixedWidth().isPresent(),
        runOptions(options),
        options.timestep());
  }

  /** Returns the same with a sketch of each layer, as where a baseline is recorded or checked. */
  Setup withSketches() {
    CheckpointPlan sketched = CheckpointPlan.empty(checkpoint);
    Set<Class<? extends Measurement>> measurements = new LinkedHashSet<>(MEASUREMENTS);
    measurements.add(LayerSketch.class);
    layers.forEach(layer -> sketched.add(timestep, layer.layer(), measurements));
    return new Setup(checkpoint, sketched, layers, noise, fixedSize, options, timestep);
  }

  static CheckpointSpec spec(Options options) {
    return CheckpointSpec.of("benchmark", options.checkpoint());
  }

  /** Batches of one on the CPU, as audits have. */
  static RunOptions runOptions(Options options) {
    return new RunOptions(
        List.of(new Device(Device.Kind.CPU, 0)),
        options.threads(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        ProbeOptions.LDA,
        Optional.of(options.overlap()),
        Optional.empty());
  }

  /** Returns the layers' tensors that are not outputs of the graph already. */
  Set<String> taps() {
    Set<String> taps = new LinkedHashSet<>();
    layers.forEach(layer -> taps.add(layer.tensor()));
    taps.remove(noise);
    return taps;
  }

  /** Returns whether images of a size are run cropped too. */
  boolean crops(int height, int width) {
    return !fixedSize && Math.min(height, width) > 2 * OpenedCheckpoint.CROP;
  }

  OpenedCheckpoint open(Inputs inputs, Optional<Path> profile) {
    return open(plan, inputs, options, profile);
  }

  static OpenedCheckpoint open(
      CheckpointPlan plan, Inputs inputs, RunOptions options, Optional<Path> profile) {
    return OpenedCheckpoint.open(
        plan,
        MeasuringSettings.of(inputs, options),
        Measurer.registeredProviders(),
        new Silent(),
        profile);
  }

  /**
   * Refuses results with something missing: what failed was cheap.
   *
   * @throws UserError if a measurement of a layer failed
   */
  void requireAll(CheckpointResults results) {
    for (LocatedLayer layer : layers) {
      for (Class<? extends Measurement> type : MEASUREMENTS) {
        try {
          results.measurement(timestep, layer.layer(), type);
        } catch (RuntimeException e) {
          throw new UserError(
              "The benchmark would not time a whole measurement: "
                  + type.getSimpleName()
                  + " of "
                  + layer.layer()
                  + " failed: "
                  + e.getMessage(),
              e);
        }
      }
    }
  }

  static OrtEnvironment environment() {
    return OnnxRuntime.environment();
  }

  /** Progress would be printed between the figures; what is assumed is in the report's head. */
  private static final class Silent implements RunListener {
    @Override
    public void line(String text) {}

    @Override
    public void warning(String about, String text) {}

    @Override
    public void environment(String name, String value) {}
  }
}
