package dev.plumbline.benchmarks;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What to run, from the properties {@code benchmark.*}. One that is empty has its default.
 *
 * @param checkpoint a pipeline folder, a U-Net folder or an {@code .onnx} file
 * @param photographs the folder of photographs, for checkpoints with encoders
 * @param images the numbers of images
 * @param rounds how often each is timed
 * @param phases which parts to run
 * @param timestep the timestep
 * @param threads threads of a session
 * @param taps whether raw taps are timed too
 * @param overlap whether the measurement adds a batch while the next one is computed
 * @param seed seeds what is drawn at random
 * @param size the side of random latents where the graph does not fix it
 * @param paperImages how many images the paper's way is run on
 * @param profileImages how many images are profiled
 * @param out the folder for the results
 */
record Options(
    Path checkpoint,
    Path photographs,
    List<Integer> images,
    int rounds,
    Set<Phase> phases,
    int timestep,
    int threads,
    boolean taps,
    boolean overlap,
    long seed,
    int size,
    int paperImages,
    int profileImages,
    Path out) {

  static final String PREFIX = "benchmark.";

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "bundled",
              "checkpoint",
              "photographs",
              "images",
              "rounds",
              "phases",
              "timestep",
              "threads",
              "taps",
              "overlap",
              "seed",
              "size",
              "paper.images",
              "profile.images",
              "out"));

  /**
   * Reads the options.
   *
   * @param properties the properties, of which those that begin with {@value #PREFIX} are read
   * @throws UserError if there is one that is not known or has a bad value
   */
  static Options of(Properties properties) {
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX) && !KEYS.contains(name.substring(PREFIX.length()))) {
        throw new UserError(
            name + " is no parameter of the benchmark; there are " + PREFIX + KEYS + ".");
      }
    }
    Reader reader = new Reader(properties);
    Optional<Path> bundled = reader.path("bundled");
    Path checkpoint =
        reader
            .path("checkpoint")
            .or(() -> bundled.map(folder -> folder.resolve("reference-unet")))
            .orElseThrow(() -> new UserError("Say what to run: -D" + PREFIX + "checkpoint=path."));
    return new Options(
        checkpoint,
        reader
            .path("photographs")
            .or(() -> bundled.map(folder -> folder.resolve("photographs")))
            .orElse(Path.of("images").toAbsolutePath()),
        reader.numbers("images", "16,64,256"),
        reader.number("rounds", 3),
        reader.phases(),
        reader.number("timestep", 50),
        reader.number("threads", Runtime.getRuntime().availableProcessors()),
        reader.flag("taps", "true"),
        reader.flag("overlap", "false"),
        reader.seed(),
        reader.number("size", 64),
        reader.number("paper.images", 16),
        reader.number("profile.images", 8),
        reader.path("out").orElse(Path.of("target", "benchmark").toAbsolutePath()));
  }

  /** Returns the properties of a JVM that runs the same checkpoint in the same way. */
  Map<String, String> forChild() {
    return Map.of(
        PREFIX + "checkpoint", checkpoint.toString(),
        PREFIX + "timestep", Integer.toString(timestep),
        PREFIX + "threads", Integer.toString(threads),
        PREFIX + "overlap", Boolean.toString(overlap),
        PREFIX + "seed", Long.toString(seed));
  }

  private record Reader(Properties properties) {

    Optional<String> text(String key) {
      return Optional.ofNullable(properties.getProperty(PREFIX + key))
          .map(String::strip)
          .filter(text -> !text.isEmpty());
    }

    Optional<Path> path(String key) {
      Optional<Path> path = text(key).map(text -> Path.of(text).toAbsolutePath().normalize());
      if (!key.equals("out")) {
        path.filter(Files::notExists)
            .ifPresent(
                missing -> {
                  throw new UserError(PREFIX + key + ": there is nothing at " + missing + ".");
                });
      }
      return path;
    }

    int number(String key, int otherwise) {
      return text(key).map(text -> number(key, text)).orElse(otherwise);
    }

    boolean flag(String key, String otherwise) {
      String text = text(key).orElse(otherwise);
      if (!List.of("true", "false").contains(text)) {
        throw new UserError(PREFIX + key + "=" + text + ": expected true or false.");
      }
      return Boolean.parseBoolean(text);
    }

    long seed() {
      String text = text("seed").orElse("42");
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new UserError(PREFIX + "seed=" + text + ": expected a whole number.", e);
      }
    }

    List<Integer> numbers(String key, String otherwise) {
      return Arrays.stream(text(key).orElse(otherwise).split(",", -1))
          .map(text -> number(key, text.strip()))
          .distinct()
          .sorted()
          .toList();
    }

    private static int number(String key, String text) {
      try {
        int number = Integer.parseInt(text);
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // falls through to the one message
      }
      throw new UserError(PREFIX + key + "=" + text + ": expected whole numbers above 0.");
    }

    Set<Phase> phases() {
      Set<Phase> phases = EnumSet.noneOf(Phase.class);
      for (String name : text("phases").map(text -> text.split(",", -1)).orElse(new String[0])) {
        phases.add(
            Arrays.stream(Phase.values())
                .filter(phase -> phase.key().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                    () ->
                        new UserError(
                            PREFIX
                                + "phases="
                                + name
                                + ": expected some of "
                                + Arrays.stream(Phase.values())
                                    .map(Phase::key)
                                    .collect(Collectors.joining(","))
                                + ".")));
      }
      return phases.isEmpty() ? EnumSet.allOf(Phase.class) : phases;
    }
  }
}
