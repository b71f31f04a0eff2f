package dev.plumbline.engine.measure;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.plumbline.engine.checkpoint.AppendedModel;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Opens sessions on the device the user asked for. */
final class Sessions {

  private static final int DEFAULT_BATCH_CPU = 1;
  private static final int DEFAULT_BATCH_CUDA = 4;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final RunOptions options;
  private final RunListener listener;
  private final Optional<Path> profile;
  private Device device;

  Sessions(RunOptions options, RunListener listener) {
    this(options, listener, Optional.empty());
  }

  /**
   * Makes sessions that may be profiled.
   *
   * @param options how sessions are run
   * @param listener hears where they run
   * @param profile how the names of profiles begin that sessions write when they are closed
   */
  Sessions(RunOptions options, RunListener listener, Optional<Path> profile) {
    this.options = options;
    this.listener = listener;
    this.profile = profile;
  }

  OrtEnvironment environment() {
    return environment;
  }

  OrtSession open(Path onnx) throws OrtException {
    try (SessionOptions session = sessionOptions()) {
      return environment.createSession(onnx.toString(), session);
    }
  }

  OrtSession open(AppendedModel model) throws OrtException {
    try (SessionOptions session = sessionOptions()) {
      model.configure(session);
      return environment.createSession(model.bytes(), session);
    }
  }

  boolean onCpu() throws OrtException {
    return device().kind() == Device.Kind.CPU;
  }

  /** Returns how many images a run takes, if they fit into memory. */
  int batch() throws OrtException {
    return options.batch().orElse(onCpu() ? DEFAULT_BATCH_CPU : DEFAULT_BATCH_CUDA);
  }

  /** Returns the bytes that a run may take: of a GPU only the user knows. */
  OptionalLong memory() throws OrtException {
    if (options.memory().isPresent()) {
      return options.memory();
    }
    return onCpu() ? AvailableMemory.bytes() : OptionalLong.empty();
  }

  private SessionOptions sessionOptions() throws OrtException {
    SessionOptions session = new SessionOptions();
    session.setIntraOpNumThreads(options.threads());
    session.setInterOpNumThreads(1);
    // threads that spin while they wait starve their neighbours on shared machines
    session.addConfigEntry("session.intra_op.allow_spinning", "0");
    // the NCHWc layout is an optimisation of ALL that Java cannot turn off on its own; it changes
    // no value that leaves the graph, since heads read tensors after their reorder
    session.setOptimizationLevel(OptLevel.ALL_OPT);
    if (profile.isPresent()) {
      session.enableProfiling(profile.get().toString());
    }
    if (device().kind() == Device.Kind.CUDA) {
      addCuda(session, device());
    }
    return session;
  }

  /** Settles where sessions run, once. */
  private synchronized Device device() throws OrtException {
    if (device == null) {
      device = settle();
      listener.environment(
          "device", device.kind() == Device.Kind.CPU ? "cpu" : "cuda:" + device.index());
      listener.environment("onnxruntime", environment.getVersion());
      listener.environment("threads", Integer.toString(options.threads()));
    }
    return device;
  }

  private Device settle() throws OrtException {
    Device cpu = new Device(Device.Kind.CPU, 0);
    Device asked = options.device();
    if (asked.kind() == Device.Kind.CPU) {
      return cpu;
    }
    boolean built = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    if (asked.kind() == Device.Kind.AUTO && !built) {
      return cpu;
    }
    try (SessionOptions trial = new SessionOptions()) {
      addCuda(trial, asked);
      return new Device(Device.Kind.CUDA, asked.index());
    } catch (OrtException e) {
      if (asked.kind() == Device.Kind.AUTO) {
        listener.warning("device", "CUDA cannot be used, the CPU is: " + firstLine(e));
        return cpu;
      }
      throw new UserError(
          "audit.device=cuda cannot be had: "
              + firstLine(e)
              + (built ? "" : "; build with -Pcuda for ONNX Runtime with CUDA"),
          e);
    }
  }

  private static void addCuda(SessionOptions session, Device device) throws OrtException {
    session.setMemoryPatternOptimization(false); // it grows without end on the GPU
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
      cuda.add("cudnn_conv_algo_search", "HEURISTIC"); // the same algorithm in every run
      session.addCUDA(cuda);
    }
  }

  /** Makes one message of what ONNX Runtime said. */
  static UserError failure(String what, OrtException e) {
    return new UserError(what + ": ONNX Runtime failed: " + firstLine(e), e);
  }

  static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
