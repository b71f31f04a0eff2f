package dev.plumbline.engine.measure;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.checkpoint.backbone.ControlWindows;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.measure.network.PlainNetwork;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint held open, so that what {@link Measurer} does in one go can be run and timed in
 * parts. There is no other way of measuring behind it.
 */
public final class OpenedCheckpoint implements AutoCloseable {

  /** How far the control lies from the border, in latents. */
  public static final int CROP = ControlWindows.OF_UNETS.crop();

  private final CheckpointPlan plan;
  private final LocalMeasurer measurer;
  private final Sessions sessions;

  private OpenedCheckpoint(CheckpointPlan plan, LocalMeasurer measurer, Sessions sessions) {
    this.plan = plan;
    this.sessions = sessions;
    this.measurer = measurer;
  }

  /**
   * Says what a checkpoint's inputs look like.
   *
   * @param checkpoint the checkpoint
   * @return the geometry, from its graph and its config
   * @throws dev.plumbline.engine.plan.UserError if its files cannot be read
   */
  public static Geometry geometry(CheckpointSpec checkpoint) {
    return CheckpointOnDisk.read(checkpoint).geometry();
  }

  /**
   * Reads a checkpoint's graph and makes its inputs ready. No session of the U-Net is opened yet.
   *
   * @param plan what can be measured
   * @param settings what it is run on, and how
   * @param providers the measurements that the plan may ask for
   * @param listener hears how it goes
   * @param profile how the names of ONNX Runtime's profiles begin, one a session, which are
   *     complete when the session is closed; empty for none
   * @return the checkpoint
   * @throws dev.plumbline.engine.plan.UserError if its files or the inputs cannot be had
   */
  public static OpenedCheckpoint open(
      CheckpointPlan plan,
      MeasuringSettings settings,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      RunListener listener,
      Optional<Path> profile) {
    Sessions sessions = new Devices(settings.options(), listener, profile).first();
    CheckpointOpener opener =
        new CheckpointOpener(
            settings,
            new CheckpointInputs(settings.inputs(), listener),
            MeasurementCatalog.of(providers, settings, listener),
            new Told(listener));
    return new OpenedCheckpoint(plan, opener.open(plan, sessions), sessions);
  }

  /**
   * Returns what the U-Net is run on.
   *
   * @return the images' latents, their noise and the prompt
   */
  public InputSet inputs() {
    return measurer.inputs();
  }

  /**
   * Opens the session with heads for a timestep and finds the layers' shapes, if it is not open.
   *
   * @param timestep a timestep of the plan
   * @throws SessionException if ONNX Runtime fails
   */
  public void prepare(int timestep) throws SessionException {
    measurer.prepare(timestep);
  }

  /**
   * Measures all images at a timestep.
   *
   * @param timestep a timestep of the plan
   * @return the measurements
   * @throws SessionException if ONNX Runtime fails
   */
  public CheckpointResults measure(int timestep) throws SessionException {
    CheckpointResults results = new CheckpointResults(plan.checkpoint().name());
    measurer.measure(timestep).sums().put(timestep, results);
    return results;
  }

  /**
   * Returns what the U-Net with heads predicts for an image while the heads compute what they
   * compute of a training image. Only after {@link #prepare}.
   *
   * @param image the image's number
   * @param timestep the timestep
   * @return the predicted noise [C·h·w]
   * @throws SessionException if ONNX Runtime fails
   */
  public float[] predictedNoise(int image, int timestep) throws SessionException {
    return measurer.predictedNoise(image, timestep);
  }

  /**
   * Opens the U-Net without heads, with the same settings.
   *
   * @param extraOutputs values of the graph that are to be outputs besides its own
   * @return the U-Net, which the caller closes
   * @throws SessionException if ONNX Runtime fails
   */
  public PlainNetwork plain(Set<String> extraOutputs) throws SessionException {
    return new PlainNetwork(measurer.withoutHeads(extraOutputs), inputs().channels());
  }

  /** Returns how many bytes have left the graphs of its sessions, all runs together. */
  public long returnedBytes() {
    return sessions.returnedBytes();
  }

  @Override
  public void close() throws SessionException {
    measurer.close();
  }
}
