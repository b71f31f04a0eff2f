package dev.plumbline.benchmarks;

import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the benchmark runs on. */
final class Machine {

  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Machine() {}

  /** Describes hardware and software in a line. */
  static String describe() {
    Runtime runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "%s, %d cores%s; %s %s; JDK %s, heap up to %.1f GB; ONNX Runtime %s",
        field(CPU, "model name").orElse(System.getProperty("os.arch")),
        runtime.availableProcessors(),
        field(MEMORY, "MemTotal").map(total -> ", " + gigabytes(total)).orElse(""),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version(),
        runtime.maxMemory() / 1e9,
        OnnxRuntime.environment().getVersion());
  }

  /** Says how busy the machine is, since neighbours make timings worthless. */
  static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", load);
  }

  static String gigabytes(String kilobytes) {
    double number = Double.parseDouble(kilobytes.replaceAll("\\D", ""));
    return String.format(Locale.ROOT, "%.0f GB", number * 1024 / 1e9);
  }

  private static Optional<String> field(Path file, String name) {
    try {
      return Files.exists(file) ? field(Files.readAllLines(file), name) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a line about the machine is not worth a failure
    }
  }

  /** Returns the first value of a name in lines of the form {@code name : value}. */
  static Optional<String> field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.contains(":"))
        .map(line -> line.split(":", 2))
        .filter(parts -> parts[0].strip().equals(name))
        .map(parts -> parts[1].strip())
        .findFirst();
  }
}
