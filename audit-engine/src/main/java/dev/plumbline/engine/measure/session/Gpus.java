package dev.plumbline.engine.measure.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The GPUs of a machine, as {@code nvidia-smi} of NVIDIA's driver lists them. CUDA may number them
 * otherwise, so that what is said of one holds of all.
 *
 * @param names what each is called
 * @param driver the driver's version
 */
record Gpus(List<String> names, String driver) {

  /** Which GPUs CUDA shows a process, and in which order. */
  static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private static final int SECONDS = 10;

  /** Asks the driver; empty where there is none, or it does not answer. */
  static Optional<Gpus> list() {
    ProcessBuilder command =
        new ProcessBuilder(
            "nvidia-smi", "--query-gpu=driver_version,name", "--format=csv,noheader");
    try {
      Process process = command.redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? parse(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Reads lines such as {@code 550.54.15, NVIDIA L4}. */
  static Optional<Gpus> parse(String text) {
    List<String> names = new ArrayList<>();
    String driver = "";
    for (String line : text.lines().toList()) {
      String[] parts = line.split(",", 2);
      if (parts.length == 2) {
        driver = parts[0].strip();
        names.add(parts[1].strip());
      }
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(new Gpus(names, driver));
  }

  int count() {
    return names.size();
  }

  /** Says what they are: {@code 2 × NVIDIA L4, driver 550.54.15}. */
  String describe() {
    return names.stream().collect(Collectors.groupingBy(Function.identity())).entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                entry ->
                    (entry.getValue().size() > 1 ? entry.getValue().size() + " × " : "")
                        + entry.getKey())
            .collect(Collectors.joining(", "))
        + ", driver "
        + driver;
  }
}
