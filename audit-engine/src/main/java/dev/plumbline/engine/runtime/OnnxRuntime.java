package dev.plumbline.engine.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * ONNX Runtime's environment. The first thing that anyone asks of ONNX Runtime is asked here, since
 * how it begins decides three things.
 *
 * <ul>
 *   <li>Making the environment needs a stack in proportion to the command line of the process, and
 *       ends the JVM without a word where a thread's usual one does not do. It is made on a thread
 *       of its own, with stack enough.
 *   <li>Builds for Linux and macOS keep telemetry in the user's home, and send it. The environment
 *       variable {@value #VARIABLE} turns that off, if it is set when the process begins. From
 *       inside only events can be stopped, before the first model is opened.
 *   <li>A native library that cannot be loaded is an error of the JVM's, once, and another that
 *       tells nothing each time after. Here the reason is kept.
 * </ul>
 */
public final class OnnxRuntime {

  /** The environment variable that keeps ONNX Runtime from telemetry of any kind. */
  public static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  /** ONNX Runtime's own system property, which names a folder of its native libraries. */
  public static final String LIBRARIES = "onnxruntime.native.path";

  private static final Set<String> OFF = Set.of("1", "true", "yes", "on");

  /** The longest command line that Linux takes, 2 MB by default, needs less than this. */
  private static final long STACK = 256L << 20;

  private static OrtEnvironment environment;
  private static String failure;

  private OnnxRuntime() {}

  /**
   * Returns the environment, and makes it the first time.
   *
   * @throws UserError if ONNX Runtime cannot be loaded, each time again
   */
  public static synchronized OrtEnvironment environment() {
    if (environment == null && failure == null) {
      make();
    }
    if (failure != null) {
      throw new UserError(failure);
    }
    return environment;
  }

  /**
   * Returns its version.
   *
   * @throws UserError if ONNX Runtime cannot be loaded
   */
  public static String version() {
    return environment().getVersion();
  }

  private static void make() {
    Thread maker = new Thread(null, OnnxRuntime::tryToMake, "onnxruntime-environment", STACK);
    maker.setDaemon(true);
    maker.start();
    boolean interrupted = false;
    while (maker.isAlive()) {
      try {
        maker.join();
      } catch (InterruptedException e) {
        interrupted = true; // what is half made cannot be left, and takes a moment only
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever waits for the thread holds the lock, and reads after its end. */
  @SuppressWarnings("GuardedBy")
  private static void tryToMake() {
    try {
      OrtEnvironment made = OrtEnvironment.getEnvironment();
      UnpackedLibraries.own();
      made.setTelemetry(false);
      environment = made;
    } catch (OrtException | RuntimeException | Error e) {
      failure = notLoaded(e, System.getProperty("java.io.tmpdir"));
    }
  }

  /**
   * Makes a message of what kept ONNX Runtime from being loaded.
   *
   * @param thrown what was thrown
   * @param folder the folder that it unpacks its libraries into
   */
  static String notLoaded(Throwable thrown, String folder) {
    return String.format(
        "ONNX Runtime cannot be loaded (%s). It unpacks its native libraries into %s, which has to"
            + " be there, with room for 100 MB, and may not forbid to run what is in it (noexec)."
            + " Name another folder: -DargLine=-Djava.io.tmpdir=…",
        reason(thrown), folder);
  }

  private static String reason(Throwable thrown) {
    Throwable deepest = thrown;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    return deepest.getClass().getSimpleName() + ": " + message;
  }

  /**
   * Returns the folder of native libraries that this process was told to load, in the place of
   * those that ONNX Runtime would unpack: the system property {@value #LIBRARIES}.
   */
  public static Optional<Path> libraries() {
    return Optional.ofNullable(System.getProperty(LIBRARIES))
        .map(Path::of)
        .map(Path::toAbsolutePath);
  }

  /**
   * Says what is left of telemetry in this process; empty if the environment keeps ONNX Runtime
   * from it.
   */
  public static Optional<String> telemetry() {
    return telemetry(System.getenv(VARIABLE));
  }

  static Optional<String> telemetry(String variable) {
    if (variable != null && OFF.contains(variable.strip().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return Optional.of(
        "its telemetry is on: it reads the machine's id and the command line, keeps an id and"
            + " events in the user's home, and looks up where to send them. Names of models are kept"
            + " out of them, but the rest cannot be turned off from inside. Set "
            + VARIABLE
            + "=1 in the environment before Java starts, as the POMs do.");
  }
}
