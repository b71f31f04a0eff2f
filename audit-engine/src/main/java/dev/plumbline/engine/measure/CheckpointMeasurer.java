package dev.plumbline.engine.measure;

import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.checkpoint.GraphIndex;
import dev.plumbline.engine.checkpoint.LayerLocation;
import dev.plumbline.engine.checkpoint.LayerLocator;
import dev.plumbline.engine.checkpoint.ModelAppender;
import dev.plumbline.engine.checkpoint.UnetInterface;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures one checkpoint: opens it, and makes one streaming pass per timestep. */
final class CheckpointMeasurer implements AutoCloseable {

  private final CheckpointPlan plan;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Sessions sessions;
  private final RunListener listener;
  private final GraphIndex index;
  private final LayerLocation location;
  private final UnetInterface unet;
  private final InputSet inputs;
  private List<TappedLayer> taps = List.of();
  private UnetRunner runner;

  private CheckpointMeasurer(
      CheckpointPlan plan,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Sessions sessions,
      RunListener listener,
      GraphIndex index,
      UnetInterface unet,
      InputSet inputs) {
    this.plan = plan;
    this.providers = providers;
    this.sessions = sessions;
    this.listener = listener;
    this.index = index;
    this.location = LayerLocator.locate(index);
    this.unet = unet;
    this.inputs = inputs;
  }

  /** Reads a checkpoint's graph and makes its inputs ready. */
  static CheckpointMeasurer open(
      CheckpointPlan plan,
      CheckpointInputs inputs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Sessions sessions,
      RunListener listener) {
    String name = plan.checkpoint().name();
    CheckpointOnDisk files = CheckpointOnDisk.read(plan.checkpoint());
    InputSet inputSet = inputs.load(plan.checkpoint(), files);
    CheckpointMeasurer measurer =
        new CheckpointMeasurer(
            plan, providers, sessions, listener, files.index(), files.unet(), inputSet);
    listener.environment("checkpoint " + name, plan.checkpoint().path().toString());
    listener.environment(
        "layers of " + name,
        measurer.location.layers().size() + ", located by " + measurer.location.rule());
    listener.environment("images for " + name, measurer.describeImages());
    return measurer;
  }

  private String describeImages() {
    long test = inputs.images().stream().filter(image -> image.test()).count();
    return inputs.images().size()
        + " ("
        + test
        + " of them to test the probe), latents "
        + inputs.channels()
        + "×"
        + inputs.height()
        + "×"
        + inputs.width();
  }

  /** Measures the planned layers at one timestep. */
  void measure(
      int timestep,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      CheckpointResults results)
      throws OrtException {
    useSessionFor(needs);
    Progress progress =
        new Progress(plan.checkpoint().name(), timestep, inputs.images().size(), listener);
    new StreamingPass(runner, inputs, sessions.batch(), timestep, progress)
        .measure(needs, providers, results);
  }

  /** Keeps the session while timesteps need the same of the same layers. */
  private void useSessionFor(Map<LayerName, Set<Class<? extends Measurement>>> needs)
      throws OrtException {
    List<TappedLayer> needed = new ArrayList<>();
    location.layers().stream()
        .filter(located -> needs.containsKey(located.layer()))
        .forEach(
            located ->
                needed.add(
                    new TappedLayer(
                        located.layer(), located.tensor(), figures(needs.get(located.layer())))));
    if (runner != null && needed.equals(taps)) {
      return;
    }
    close();
    taps = needed;
    UnetSession session =
        UnetSession.open(
            sessions,
            unet,
            inputs.prompt(),
            ModelAppender.append(index, StatisticHeads.of(taps, opset(index))));
    runner = UnetRunner.prepare(session, sessions.environment(), taps, inputs, unet);
    runner
        .controlUnavailable()
        .ifPresent(reason -> listener.warning(plan.checkpoint().name(), reason));
  }

  /** Returns the version of ONNX's own operators, which the heads must be valid in. */
  private static int opset(GraphIndex index) {
    long opset = index.opsets().getOrDefault("", 0L);
    if (opset < StatisticHeads.OLDEST_OPSET) {
      throw new UserError(
          String.format(
              "%s has opset %d; measuring needs opset %d or later. Re-export the U-Net.",
              index.file(), opset, StatisticHeads.OLDEST_OPSET));
    }
    return Math.toIntExact(opset);
  }

  private Set<Figure> figures(Set<Class<? extends Measurement>> measurements) {
    Set<Figure> figures = EnumSet.of(Figure.NORMS);
    measurements.forEach(type -> figures.addAll(providers.get(type).figures()));
    if (figures.contains(Figure.CROPPED_GROUP_SUMS)) {
      figures.add(Figure.GROUP_SUMS);
    }
    return figures;
  }

  @Override
  public void close() throws OrtException {
    if (runner != null) {
      runner.close();
      runner = null;
    }
  }
}
