package dev.plumbline.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** This process's largest resident memory so far, as Linux keeps it. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");
  private static final byte[] RESET_PEAK = "5".getBytes(StandardCharsets.US_ASCII);

  private PeakMemory() {}

  /** Returns the high-water mark in megabytes (10⁶ bytes); empty where the system has none. */
  static OptionalDouble megabytes() throws IOException {
    return Files.exists(STATUS) ? parse(Files.readAllLines(STATUS)) : OptionalDouble.empty();
  }

  /** Reads {@code VmHWM}, which the kernel gives in units of 1024 bytes. */
  static OptionalDouble parse(List<String> status) {
    return Machine.field(status, "VmHWM")
        .map(value -> OptionalDouble.of(Double.parseDouble(value.replaceAll("\\D", "")) * 1024e-6))
        .orElse(OptionalDouble.empty());
  }

  /** Sets the mark back to what is resident now. Returns whether the system let us. */
  static boolean reset() {
    try {
      Files.write(CLEAR, RESET_PEAK);
      return true;
    } catch (IOException e) {
      return false; // the mark of the whole life is still right
    }
  }
}
