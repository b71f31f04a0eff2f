package dev.plumbline.benchmarks;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The benchmark's main: measures what measuring costs, prints it and writes it. */
final class Benchmark {

  private Benchmark() {}

  /**
   * Runs the benchmark as the properties {@code benchmark.*} say.
   *
   * @param args none
   */
  public static void main(String[] args) throws Exception {
    try {
      Options options = Options.of(System.getProperties());
      Report report = run(options, System.err::println);
      report.write(options.out());
      print(report, options, System.out);
    } catch (UserError e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void print(Report report, Options options, PrintStream out) {
    out.println(report.markdown());
    out.println("Written to " + options.out());
  }

  static Report run(Options options, Consumer<String> progress) throws Exception {
    Report discovered = new Report(List.of());
    if (options.phases().contains(Phase.DISCOVERY)) {
      Discovery.run(Setup.spec(options), discovered); // before anything has warmed this JVM
    }
    Path folder = Files.createTempDirectory("plumbline-benchmark");
    try {
      progress.accept("making inputs");
      Material material = Material.make(options, folder);
      Setup setup = Setup.of(options);
      Report report = new Report(setting(options, setup, material));
      report.addAll(discovered);
      Rounds rounds = new Rounds(setup, material, Variant.timed(options.taps()));
      for (Phase phase : options.phases()) {
        progress.accept(phase.title());
        switch (phase) {
          case DISCOVERY -> {}
          case TIME -> rounds.run(options.images(), options.rounds(), report);
          case PROFILE -> new ProfiledRuns(setup, material).run(options.profileImages(), report);
          case MEMORY -> new MemoryRuns(options, material).run(options.images(), report);
          case PAPER ->
              new PaperComparison(setup, material, rounds)
                  .run(options.paperImages(), options.rounds(), options.seed(), report);
        }
      }
      report.note("Load average at the end: " + Machine.load() + ".");
      return report;
    } finally {
      delete(folder);
    }
  }

  private static List<String> setting(Options options, Setup setup, Material material) {
    return List.of(
        Machine.describe() + "; load average at the start: " + Machine.load(),
        String.format(
            "%s: %d layers, t = %d, batch 1; threads: %d%s",
            options.checkpoint().getFileName(),
            setup.layers().size(),
            options.timestep(),
            options.threads(),
            options.overlap() ? "; the measurement adds an image while the next is computed" : ""),
        material.description());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
