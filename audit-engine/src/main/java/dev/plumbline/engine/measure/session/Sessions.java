package dev.plumbline.engine.measure.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.model.AppendedModel;
import dev.plumbline.engine.measure.memory.AvailableMemory;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Patience;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import dev.plumbline.engine.runtime.OverdueException;
import dev.plumbline.engine.runtime.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Opens sessions on one device, and runs them. A session is run by one thread at a time. */
public final class Sessions {

  private static final int DEFAULT_BATCH_CPU = 1;
  private static final int DEFAULT_BATCH_CUDA = 4;

  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final RunOptions options;
  private final Device device;
  private final OptionalLong memory;
  private final Optional<Path> profile;
  private final DirectMemory results = new DirectMemory();
  private final Set<OrtSession.RunOptions> running = new HashSet<>();
  private final AtomicLong returned = new AtomicLong();
  private volatile Consumer<String> whenLost = what -> {};
  private boolean terminated;

  /**
   * Makes sessions of a device.
   *
   * @param options how sessions are run
   * @param device where
   * @param memory the bytes that a session may take; empty for what is available
   * @param profile how the names of profiles begin that sessions write when they are closed
   */
  Sessions(RunOptions options, Device device, OptionalLong memory, Optional<Path> profile) {
    this.options = options;
    this.device = device;
    this.memory = memory;
    this.profile = profile;
  }

  /** Returns where the sessions run. */
  public Device device() {
    return device;
  }

  /** Counts bytes that were read out of a model. */
  void returned(long bytes) {
    returned.addAndGet(bytes);
  }

  /** Returns how many bytes were read out of the models of this device, all runs together. */
  public long returnedBytes() {
    return returned.get();
  }

  /** Makes sums that runs add to. */
  public RunningSums sums() {
    return new RunningSums(results, this::returned);
  }

  /** Returns the memory for the results of runs, which one checkpoint after another uses. */
  public DirectMemory results() {
    return results;
  }

  /**
   * Opens a model as it is.
   *
   * @param onnx its file
   * @throws OrtException if ONNX Runtime cannot load it
   * @throws UserError if its graph holds more than a graph may
   */
  public OrtSession open(Path onnx) throws OrtException {
    GraphIndex.read(onnx); // ONNX Runtime would take what a graph says at its word
    try (SessionOptions session = sessionOptions()) {
      return environment.createSession(onnx.toString(), session);
    }
  }

  /**
   * Opens a model with additions.
   *
   * @param model the model
   * @param patience how long making a session is waited for, and each run of it
   * @throws SessionException if ONNX Runtime cannot load it
   */
  public ModelSession open(AppendedModel model, Patience patience) throws SessionException {
    String what = "a session of the U-Net was not made";
    Watch watch = Watch.over(patience.limit(), () -> giveUp(what, patience));
    try (watch;
        SessionOptions session = sessionOptions()) {
      for (Map.Entry<String, String> entry : model.sessionConfiguration().entrySet()) {
        session.addConfigEntry(entry.getKey(), entry.getValue());
      }
      return new ModelSession(this, environment.createSession(model.bytes(), session), patience);
    } catch (OrtException e) {
      throw new SessionException(e);
    }
  }

  /**
   * Infers the shapes of a model's outputs from those of its inputs. Nothing is run, and that on
   * the CPU, whatever the device.
   *
   * @param model the serialised model, without large weights
   * @return what is known of each output
   * @throws SessionException if the shapes do not fit each other, or ONNX Runtime cannot tell
   */
  public Map<String, InferredValue> infer(byte[] model) throws SessionException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setOptimizationLevel(OptLevel.BASIC_OPT); // shapes that are computed become constants
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // it is tried out
      try (OrtSession session = environment.createSession(model, options)) {
        Map<String, InferredValue> outputs = new HashMap<>();
        for (Map.Entry<String, NodeInfo> output : session.getOutputInfo().entrySet()) {
          if (output.getValue().getInfo() instanceof TensorInfo tensor) {
            boolean half =
                tensor.type == OnnxJavaType.FLOAT16 || tensor.type == OnnxJavaType.BFLOAT16;
            outputs.put(output.getKey(), new InferredValue(tensor.getShape(), half));
          }
        }
        return outputs;
      }
    } catch (OrtException e) {
      throw new SessionException(e);
    }
  }

  /**
   * Runs a session, until it is done or all runs are {@link #terminate terminated}.
   *
   * @param session the session
   * @param inputs its inputs
   * @param outputs the outputs that ONNX Runtime allocates
   * @param pinned the outputs that are written into tensors of ours
   * @param patience how long it is waited for
   * @throws OrtException if it fails, or is terminated
   * @throws OverdueException if it took too long, and could be ended
   */
  OrtSession.Result run(
      OrtSession session,
      Map<String, OnnxTensor> inputs,
      Set<String> outputs,
      Map<String, OnnxTensor> pinned,
      Patience patience)
      throws OrtException {
    String what = "a run of the U-Net did not end";
    try (OrtSession.RunOptions run = new OrtSession.RunOptions()) {
      begin(run);
      Duration end = patience.limit().plus(patience.grace());
      Watch ending = Watch.over(patience.limit(), () -> terminate(run));
      Watch givingUp = Watch.over(end, () -> giveUp(what, patience));
      try (ending;
          givingUp) {
        return session.run(inputs, outputs, pinned, run);
      } catch (OrtException e) {
        if (ending.isLate()) {
          throw new OverdueException(patience.overdue(what, true));
        }
        throw e;
      } finally {
        end(run);
      }
    }
  }

  private static void terminate(OrtSession.RunOptions run) {
    try {
      run.setTerminate(true);
    } catch (OrtException e) {
      return; // then it runs to its end, or is given up
    }
  }

  /**
   * Says who is told of a call that does not come back, and that nothing can end. Its thread is
   * lost, and so are these sessions with all that they hold.
   *
   * @param whenLost told what did not come back, and what to do
   */
  public void whenLost(Consumer<String> whenLost) {
    this.whenLost = whenLost;
  }

  private void giveUp(String what, Patience patience) {
    whenLost.accept(patience.overdue(what, false));
  }

  private synchronized void begin(OrtSession.RunOptions run) throws OrtException {
    run.setTerminate(terminated);
    running.add(run);
  }

  private synchronized void end(OrtSession.RunOptions run) {
    running.remove(run);
  }

  /** Ends the runs of this device in the middle, those that are to come as well. */
  public synchronized void terminate() {
    terminated = true;
    running.forEach(Sessions::terminate);
  }

  /** Tells whether the device is the CPU. */
  public boolean onCpu() {
    return device.kind() == Device.Kind.CPU;
  }

  /** Returns how many images a run takes, if they fit into memory. */
  public int batch() {
    return options.batch().orElse(onCpu() ? DEFAULT_BATCH_CPU : DEFAULT_BATCH_CUDA);
  }

  /** Tells whether the results of a batch are added up while the next one is computed. */
  public boolean overlap() {
    return options.overlap().orElse(!onCpu());
  }

  /** Returns how many sessions the run has at once, which share the heap. */
  public int atOnce() {
    return options.devices().size();
  }

  /** Returns how many sessions share the memory of this device. */
  public int sharing() {
    return onCpu() ? atOnce() : 1;
  }

  /** Returns the bytes that a session may take: of a GPU only the user knows. */
  public OptionalLong memory() {
    return memory.isEmpty() && onCpu() ? AvailableMemory.bytes() : memory;
  }

  private SessionOptions sessionOptions() throws OrtException {
    SessionOptions session = new SessionOptions();
    session.setIntraOpNumThreads(options.threads());
    session.setInterOpNumThreads(1);
    // threads that spin while they wait starve their neighbours on shared machines
    session.addConfigEntry("session.intra_op.allow_spinning", "0");
    // a plan's one block would come on top of what the arena has from the run that was planned by,
    // and on a GPU it grows without end
    session.setMemoryPatternOptimization(false);
    // the NCHWc layout is an optimisation of ALL that Java cannot turn off on its own; it changes
    // no value that leaves the graph, since heads read tensors after their reorder
    session.setOptimizationLevel(OptLevel.ALL_OPT);
    if (profile.isPresent()) {
      session.enableProfiling(profile.get().toString());
    }
    if (!onCpu()) {
      Cuda.add(session, device.index());
    }
    return session;
  }

  /**
   * Makes one message of what ONNX Runtime said.
   *
   * @param what what failed
   * @param e how
   */
  public static UserError failure(String what, Exception e) {
    String cause = firstLine(e);
    boolean memory = cause.contains("allocate memory") || cause.contains("out of memory");
    return new UserError(
        what
            + ": ONNX Runtime failed: "
            + cause
            + (memory
                ? ". The memory of the device does not do: take fewer images at once"
                    + " (-Daudit.batch=1), fewer layers (audit.layers), or another device"
                    + " (audit.device)."
                : ""),
        e);
  }

  /** Returns the first line of a message: those below it are addresses in native code. */
  static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
