package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OrtException;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.measure.memory.AvailableMemory;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The devices of a run. Whether they can be had is found out when the first session is due, and
 * then is what the run's environment notes say.
 */
public final class Devices {

  private final RunOptions options;
  private final RunListener listener;
  private final Optional<Path> profile;
  private List<Sessions> sessions;
  private UserError failure;

  /**
   * Makes devices. Nothing is opened yet.
   *
   * @param options which, and how sessions are run on them
   * @param listener hears which they are
   * @param profile how the names of profiles begin that sessions write when they are closed
   */
  public Devices(RunOptions options, RunListener listener, Optional<Path> profile) {
    this.options = options;
    this.listener = listener;
    this.profile = profile;
  }

  /** Returns how many devices were asked for. */
  public int count() {
    return options.devices().size();
  }

  /**
   * Returns the sessions of each device.
   *
   * @throws UserError if a device that was asked for cannot be had
   */
  public synchronized List<Sessions> sessions() {
    if (failure != null) {
      throw failure;
    }
    if (sessions == null) {
      try {
        List<Device> settled = options.devices().stream().map(this::settle).toList();
        sessions = new ArrayList<>(settled.stream().map(this::sessions).toList());
        describe(settled);
      } catch (UserError e) {
        failure = e;
        throw e;
      }
    }
    return List.copyOf(sessions);
  }

  /**
   * Replaces the sessions of a device, whose old ones hold what nothing can take from them.
   *
   * @param number the device's number, from 0
   * @return the new ones
   */
  public synchronized Sessions renew(int number) {
    Sessions fresh = sessions(sessions.get(number).device());
    sessions.set(number, fresh);
    return fresh;
  }

  /** Returns the sessions of the first device. */
  public Sessions first() {
    return sessions().get(0);
  }

  private Sessions sessions(Device device) {
    return new Sessions(options, device, share(device), profile);
  }

  /**
   * Sessions that share the CPU share its memory. What is available is asked before the first of
   * them takes any.
   */
  private OptionalLong share(Device device) {
    if (device.kind() != Device.Kind.CPU || count() == 1) {
      return options.memory();
    }
    OptionalLong all = options.memory().isPresent() ? options.memory() : AvailableMemory.bytes();
    return all.isPresent() ? OptionalLong.of(all.getAsLong() / count()) : all;
  }

  private Device settle(Device asked) {
    boolean isAuto = asked.kind() == Device.Kind.AUTO;
    if (asked.kind() == Device.Kind.CPU || (isAuto && !Cuda.isBuilt())) {
      return isAuto ? Device.CPU : asked;
    }
    try {
      refuseMissing(asked);
      Cuda.tryOut(OnnxRuntime.environment(), asked.index());
      return new Device(Device.Kind.CUDA, asked.index());
    } catch (OrtException e) {
      if (isAuto) {
        listener.warning(
            AuditParameters.DEVICE,
            String.format(
                "the CPU is used, since CUDA cannot be had (%s). To use a GPU: %s. To say that the"
                    + " CPU is meant: -D%s=cpu.",
                Cuda.cause(e), Cuda.remedy(e), AuditParameters.DEVICE));
        return Device.CPU;
      }
      throw new UserError(
          String.format(
              "%s=%s cannot be had (%s): %s. The CPU can: -D%s=cpu.",
              AuditParameters.DEVICE, asked, Cuda.cause(e), Cuda.remedy(e), AuditParameters.DEVICE),
          e);
    }
  }

  /** CUDA's own message says neither which device nor which there are. */
  private static void refuseMissing(Device asked) {
    if (asked.kind() == Device.Kind.CUDA && System.getenv(Gpus.VISIBLE) == null) {
      Gpus.list().ifPresent(gpus -> refuseMissing(asked, gpus));
    }
  }

  static void refuseMissing(Device asked, Gpus gpus) {
    if (asked.index() >= gpus.count()) {
      throw new UserError(
          String.format(
              "%s=%s: there is no such GPU. This machine has %s (%s).",
              AuditParameters.DEVICE,
              asked,
              gpus.count() == 1 ? "cuda:0 only" : "cuda:0 to cuda:" + (gpus.count() - 1),
              gpus.describe()));
    }
  }

  private void describe(List<Device> settled) {
    OnnxRuntime.telemetry().ifPresent(left -> listener.warning("ONNX Runtime", left));
    listener.environment("device", Device.list(settled));
    listener.environment(
        "onnxruntime",
        OnnxRuntime.environment().getVersion() + (Cuda.isBuilt() ? " with CUDA" : ""));
    listener.environment("threads", Integer.toString(options.threads()));
    if (settled.get(0).kind() == Device.Kind.CUDA) {
      Gpus.list().ifPresent(gpus -> listener.environment("gpus", gpus.describe()));
      Optional.ofNullable(System.getenv(Gpus.VISIBLE))
          .ifPresent(visible -> listener.environment(Gpus.VISIBLE, visible));
    } else {
      listener.environment("processor", Processor.describe());
    }
  }
}
