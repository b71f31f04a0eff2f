package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.OpenedCheckpoint;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs one variant once and prints the peak memory of its process. */
final class MemoryChild {

  /** Begins the line with the figures: while the session opened, and in the whole life. */
  static final String MARK = "peak-memory-megabytes";

  private MemoryChild() {}

  /**
   * The child's main.
   *
   * @param args the variant, the number of images, the folder with the inputs
   */
  public static void main(String[] args) throws Exception {
    run(
        Variant.valueOf(args[0]),
        Integer.parseInt(args[1]),
        Path.of(args[2]),
        Options.of(System.getProperties()),
        System.out);
  }

  static void run(Variant variant, int images, Path folder, Options options, PrintStream out)
      throws Exception {
    Setup setup = Setup.of(options);
    try (OpenedCheckpoint checkpoint =
        setup.open(Material.inputs(folder, images, options.seed()), Optional.empty())) {
      try (Way way = variant.open(setup, checkpoint)) {
        OptionalDouble opening = PeakMemory.megabytes();
        boolean reset = PeakMemory.reset();
        way.run();
        OptionalDouble running = PeakMemory.megabytes();
        if (opening.isPresent() && running.isPresent()) {
          out.printf(
              Locale.ROOT,
              "%s %.3f %.3f %b%n",
              MARK,
              opening.getAsDouble(),
              running.getAsDouble(),
              reset);
        }
      }
    }
  }
}
