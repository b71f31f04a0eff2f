package dev.plumbline.engine;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.engine.judge.Inconclusive;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The configuration parameters of a run, read and typed. Everything that is wrong with them is
 * collected; the values that are wrong then have their defaults.
 */
final class AuditConfiguration {

  private static final int DEFAULT_SAMPLES = 64;
  private static final long DEFAULT_SEED = 42;
  private static final int DEFAULT_DUMP_GIGABYTES = 10;

  private final ConfigurationParameters parameters;
  private final Optional<BundledInputs> bundled;
  private final List<String> problems = new ArrayList<>();

  private final Path baseDir;
  private final List<CheckpointSpec> checkpoints;
  private final Optional<List<Integer>> timesteps;
  private final List<Glob> layers;
  private final Inputs inputs;
  private final RunOptions runOptions;
  private final Optional<Path> bounds;
  private final double errorRate;
  private final double decidedShare;
  private final Inconclusive inconclusive;
  private final Optional<Dump> dump;
  private final boolean dryRun;

  AuditConfiguration(ConfigurationParameters parameters, Optional<BundledInputs> bundled) {
    this.parameters = parameters;
    this.bundled = bundled;
    problems.addAll(new ParameterNames(parameters.keySet()).problems());
    baseDir = get(AuditParameters.BASE_DIR).map(Path::of).orElse(Path.of("")).toAbsolutePath();
    checkpoints = readCheckpoints();
    timesteps = read(AuditParameters.TIMESTEPS, AuditConfiguration::timestepList);
    layers = read(AuditParameters.LAYERS, AuditConfiguration::globs).orElse(List.of(Glob.of("**")));
    inputs = readInputs();
    runOptions =
        new RunOptions(
            read(AuditParameters.DEVICE, AuditConfiguration::device)
                .orElse(new Device(Device.Kind.AUTO, 0)),
            read(AuditParameters.THREADS, AuditConfiguration::positive)
                .orElse(Runtime.getRuntime().availableProcessors()),
            read(AuditParameters.BATCH, AuditConfiguration::positive)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty()),
            read(AuditParameters.MEMORY, MemorySize::bytes)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
    bounds = file(AuditParameters.BOUNDS);
    errorRate = read(AuditParameters.ERROR_RATE, AuditConfiguration::rate).orElse(0.01);
    decidedShare = read(AuditParameters.DECIDED_SHARE, AuditConfiguration::share).orElse(0.5);
    inconclusive =
        read(AuditParameters.INCONCLUSIVE, text -> oneOf(text, "abort", "fail", "pass"))
            .map(text -> Inconclusive.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(Inconclusive.ABORT);
    dump = readDump();
    dryRun = read(AuditParameters.DRY_RUN, AuditConfiguration::bool).orElse(false);
    read(AuditParameters.PROBE, text -> oneOf(text, "lda"));
  }

  /** Returns what is wrong with the parameters, a message each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  List<CheckpointSpec> checkpoints() {
    return checkpoints;
  }

  /** Returns the timesteps that replace the audits' own, if any. */
  Optional<List<Integer>> timesteps() {
    return timesteps;
  }

  /** Returns the globs that narrow the audits' layers. */
  List<Glob> layers() {
    return layers;
  }

  Inputs inputs() {
    return inputs;
  }

  RunOptions runOptions() {
    return runOptions;
  }

  /** Returns the user's bounds file, if any. */
  Optional<Path> bounds() {
    return bounds;
  }

  /** Returns the rate at which comparisons may err. */
  double errorRate() {
    return errorRate;
  }

  /** Returns the share of an audit's leaves that have to be decided. */
  double decidedShare() {
    return decidedShare;
  }

  /** Returns what becomes of a leaf of which nothing can be said for sure. */
  Inconclusive inconclusive() {
    return inconclusive;
  }

  /** Returns where raw representations are written to, if they are. */
  Optional<Dump> dump() {
    return dump;
  }

  boolean dryRun() {
    return dryRun;
  }

  private List<CheckpointSpec> readCheckpoints() {
    Optional<String> list = get(AuditParameters.CHECKPOINT);
    if (list.isEmpty()) {
      return bundledCheckpoint();
    }
    List<CheckpointSpec> specs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : list.get().split(",", -1)) {
      CheckpointSpec spec = checkpoint(part.strip());
      if (part.isBlank() || part.strip().endsWith("=") || spec.name().isEmpty()) {
        problems.add(
            bad(AuditParameters.CHECKPOINT, list.get(), "expected name=path or a path, in commas"));
      } else if (!names.add(spec.name())) {
        problems.add(
            bad(
                AuditParameters.CHECKPOINT,
                list.get(),
                "two checkpoints are called '"
                    + spec.name()
                    + "'; give each a name of its own: name=path"));
      } else {
        specs.add(spec);
      }
    }
    return List.copyOf(specs);
  }

  private List<CheckpointSpec> bundledCheckpoint() {
    if (bundled.isEmpty()) {
      problems.add(
          AuditParameters.CHECKPOINT
              + " is not set and no checkpoint is bundled; give one with -D"
              + AuditParameters.CHECKPOINT
              + "=name=path");
      return List.of();
    }
    try {
      return List.of(
          new CheckpointSpec(bundled.get().checkpointName(), bundled.get().checkpoint()));
    } catch (IOException e) {
      problems.add("The bundled checkpoint cannot be unpacked: " + e.getMessage());
      return List.of();
    }
  }

  private CheckpointSpec checkpoint(String text) {
    int equals = text.indexOf('=');
    Path path = resolve(text.substring(equals + 1));
    return new CheckpointSpec(equals < 0 ? nameOf(path) : text.substring(0, equals).strip(), path);
  }

  /** The folder's or file's name; for a file called model.onnx its folder's. */
  private static String nameOf(Path path) {
    String name = fileName(path);
    if (name.equals("model.onnx") && path.getParent() != null) {
      return fileName(path.getParent());
    }
    return name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
  }

  private static String fileName(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString();
  }

  private Inputs readInputs() {
    return new Inputs(
        readImages(),
        file(AuditParameters.LATENTS),
        read(AuditParameters.SAMPLES, AuditConfiguration::positive).orElse(DEFAULT_SAMPLES),
        read(AuditParameters.SEED, AuditConfiguration::integer).orElse(DEFAULT_SEED),
        readNoise(),
        file(AuditParameters.PROMPT),
        read(AuditParameters.SPLIT, text -> oneOf(text, "hash", "tail"))
            .map(text -> Split.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(Split.HASH),
        file(AuditParameters.PROMPT_POOLED));
  }

  private Optional<Dump> readDump() {
    int gigabytes =
        read(AuditParameters.DUMP_LIMIT, AuditConfiguration::positive)
            .orElse(DEFAULT_DUMP_GIGABYTES);
    Optional<Path> folder = get(AuditParameters.DUMP).map(this::resolve);
    folder
        .filter(path -> Files.exists(path) && !Files.isDirectory(path))
        .ifPresent(path -> problems.add(AuditParameters.DUMP + ": " + path + " is not a folder"));
    return folder.map(path -> new Dump(path, gigabytes * 1_000_000_000L));
  }

  private Path readImages() {
    Optional<Path> folder = get(AuditParameters.IMAGES).map(this::resolve);
    if (folder.isPresent() || bundled.isEmpty()) {
      return folder.orElse(baseDir.resolve("images"));
    }
    try {
      return bundled.get().images();
    } catch (IOException e) {
      problems.add("The bundled photographs cannot be unpacked: " + e.getMessage());
      return baseDir.resolve("images");
    }
  }

  private Inputs.Noise readNoise() {
    String text = get(AuditParameters.NOISE).orElse("independent");
    return switch (text) {
      case "independent" -> new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, Optional.empty());
      case "shared" -> new Inputs.Noise(Inputs.Noise.Kind.SHARED, Optional.empty());
      default -> {
        if (!Files.isRegularFile(resolve(text))) {
          problems.add(
              bad(
                  AuditParameters.NOISE,
                  text,
                  "expected independent, shared or an existing .npy file"));
        }
        yield new Inputs.Noise(Inputs.Noise.Kind.FILE, Optional.of(resolve(text)));
      }
    };
  }

  private Optional<Path> file(String key) {
    Optional<Path> path = get(key).map(this::resolve);
    path.filter(file -> !Files.isRegularFile(file))
        .ifPresent(file -> problems.add(key + ": there is no file " + file));
    return path;
  }

  private Path resolve(String path) {
    return baseDir.resolve(path.strip()).normalize();
  }

  private Optional<String> get(String key) {
    return parameters.get(key).map(String::strip).filter(text -> !text.isEmpty());
  }

  private <T> Optional<T> read(String key, Function<String, T> parser) {
    Optional<String> text = get(key);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      problems.add(bad(key, text.orElse(""), e.getMessage()));
      return Optional.empty();
    }
  }

  private static String bad(String key, String value, String expected) {
    return key + "=" + value + ": " + expected;
  }

  private static List<Integer> timestepList(String text) {
    return Arrays.stream(text.split(",", -1)).map(AuditConfiguration::timestep).distinct().toList();
  }

  private static List<Glob> globs(String text) {
    List<Glob> globs = Glob.ofLayers(text);
    if (globs.isEmpty()) {
      throw new IllegalArgumentException("expected layer globs in commas, such as mid_block.**");
    }
    return globs;
  }

  private static int timestep(String text) {
    try {
      int timestep = Integer.parseInt(text.strip());
      if (timestep >= 0) {
        return timestep;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException(
        "expected whole numbers from 0 on in commas, such as 50,200,500");
  }

  private static int positive(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException("expected a whole number above 0");
  }

  private static double rate(String text) {
    double rate = share(text);
    if (rate > 0 && rate < 0.5) {
      return rate;
    }
    throw new IllegalArgumentException(
        "expected an error rate above 0 and below 0.5, such as 0.01");
  }

  private static double share(String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException("expected a share from 0 to 1, such as 0.5");
  }

  private static long integer(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number", e);
    }
  }

  private static boolean bool(String text) {
    return oneOf(text, "true", "false").equals("true");
  }

  private static String oneOf(String text, String... values) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (Arrays.asList(values).contains(lower)) {
      return lower;
    }
    throw new IllegalArgumentException("expected " + String.join(" or ", values));
  }

  private static Device device(String text) {
    String[] parts = oneOfDevices(text).split(":", -1);
    Device.Kind kind = Device.Kind.valueOf(parts[0].toUpperCase(Locale.ROOT));
    return new Device(kind, parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
  }

  private static String oneOfDevices(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.matches("auto|cpu|cuda(:\\d{1,3})?")) {
      return lower;
    }
    throw new IllegalArgumentException("expected auto, cpu, cuda or cuda:n");
  }

  /** Throws if something is wrong with the parameters. */
  AuditConfiguration orThrow() {
    if (!problems.isEmpty()) {
      throw new UserError(String.join("\n", problems));
    }
    return this;
  }
}
