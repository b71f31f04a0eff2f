package dev.plumbline.engine.measure.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The processor: its instructions decide which kernels ONNX Runtime takes, and so how they round.
 */
final class Processor {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Returns its name where Linux says it, else its architecture. */
  static String describe() {
    return describe(CPUINFO);
  }

  static String describe(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // not Linux
    }
  }
}
