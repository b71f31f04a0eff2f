package dev.plumbline.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs each variant in a JVM of its own, since a process's peak belongs to its whole life. */
final class MemoryRuns {

  /**
   * What a child said.
   *
   * @param opening the peak until the session was open, in megabytes
   * @param running the peak while it ran
   * @param reset whether the mark was set back in between; if not, running includes opening
   */
  record Peaks(double opening, double running, boolean reset) {

    static Optional<Peaks> parse(String line) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 4 || !parts[0].equals(MemoryChild.MARK)) {
        return Optional.empty();
      }
      return Optional.of(
          new Peaks(
              Double.parseDouble(parts[1]),
              Double.parseDouble(parts[2]),
              Boolean.parseBoolean(parts[3])));
    }

    double whole() {
      return Math.max(opening, running);
    }
  }

  private final Options options;
  private final Material material;

  MemoryRuns(Options options, Material material) {
    this.options = options;
    this.material = material;
  }

  /**
   * Runs the children, one after another.
   *
   * @param images the numbers of images
   * @param report gets the figures
   */
  void run(List<Integer> images, Report report) throws Exception {
    Map<Variant, List<Peaks>> peaks = new EnumMap<>(Variant.class);
    for (int count : images) {
      material.inputs(count);
      for (Variant variant : Variant.values()) {
        Optional<Peaks> child = child(variant, count);
        if (child.isEmpty()) {
          report.note("This system keeps no high-water mark of memory (VmHWM), so none is given.");
          return;
        }
        peaks.computeIfAbsent(variant, v -> new ArrayList<>()).add(child.get());
        report(variant, count, child.get(), report);
      }
      double bare = last(peaks.get(Variant.BARE)).whole();
      for (Variant variant : List.of(Variant.TAPS, Variant.AUDIT)) {
        report.add(
            Figure.of(
                Phase.MEMORY,
                variant.label() + " ÷ bare",
                count,
                "×",
                Series.of(last(peaks.get(variant)).whole() / bare)));
      }
    }
    if (images.size() > 1) {
      List<Peaks> audit = peaks.get(Variant.AUDIT);
      report.add(
          Figure.of(
              Phase.MEMORY,
              String.format(
                  "measurement, %d images ÷ %d", images.get(images.size() - 1), images.get(0)),
              "×",
              Series.of(last(audit).whole() / audit.get(0).whole())));
    }
  }

  private static Peaks last(List<Peaks> peaks) {
    return peaks.get(peaks.size() - 1);
  }

  private static void report(Variant variant, int count, Peaks peaks, Report report) {
    report.add(Figure.of(Phase.MEMORY, variant.label(), count, "MB", Series.of(peaks.whole())));
    if (peaks.reset()) {
      report.add(
          Figure.of(
              Phase.MEMORY,
              variant.label() + ", once the session is open",
              count,
              "MB",
              Series.of(peaks.running())));
    }
  }

  private Optional<Peaks> child(Variant variant, int count)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(variant, count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines;
    try (BufferedReader reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException(
          String.format(
              "The JVM for %s on %d images ended with %d; what it said is above.",
              variant.label(), count, exit));
    }
    return lines.stream().map(Peaks::parse).flatMap(Optional::stream).findFirst();
  }

  /** The child has this JVM's own options, so that its heap may grow as far. */
  private List<String> command(Variant variant, int count) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-D" + Options.PREFIX))
        .forEach(command::add);
    options.forChild().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(MemoryChild.class.getName());
    command.add(variant.name());
    command.add(Integer.toString(count));
    command.add(material.folder().toString());
    return command;
  }
}
