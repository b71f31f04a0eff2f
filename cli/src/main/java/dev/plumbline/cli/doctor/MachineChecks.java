package dev.plumbline.cli.doctor;

import dev.plumbline.engine.measure.memory.AvailableMemory;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** The machine: what it is, its processors, its memory. */
final class MachineChecks {

  /** What measuring the bundled checkpoint takes. */
  private static final long SMALLEST = 1_000_000_000L;

  private static final Set<String> SUPPORTED =
      Set.of("linux x86-64", "linux arm64", "windows x86-64", "mac arm64");

  private MachineChecks() {}

  static List<Finding> findings() {
    int processors = Runtime.getRuntime().availableProcessors();
    return List.of(
        system(System.getProperty("os.name"), System.getProperty("os.arch")),
        Finding.ok("processors", processors + (processors == 1 ? " processor" : " processors")),
        memory(installed(), AvailableMemory.bytes()));
  }

  private static long installed() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  static Finding system(String name, String processor) {
    String system = name.toLowerCase(Locale.ROOT).split(" ", 2)[0];
    String kind =
        switch (processor) {
          case "amd64", "x86_64" -> "x86-64";
          case "aarch64" -> "arm64";
          default -> processor;
        };
    String text = name + " on " + kind;
    return SUPPORTED.contains(system + " " + kind)
        ? Finding.ok("system", text)
        : Finding.problem(
            "system",
            text + ", which ONNX Runtime for Java has no libraries for",
            "use Linux on x86-64 or ARM64, Windows on x86-64, or macOS on ARM64");
  }

  static Finding memory(long installed, OptionalLong available) {
    long free = available.orElse(installed);
    String text =
        String.format(
            Locale.ROOT, "%.1f GB, of which %.1f GB can be had", installed / 1e9, free / 1e9);
    return free >= SMALLEST
        ? Finding.ok("memory", text)
        : Finding.problem(
            "memory",
            text,
            "make room: the bundled checkpoint takes 1 GB, 'plumbline plan' says what others take");
  }
}
