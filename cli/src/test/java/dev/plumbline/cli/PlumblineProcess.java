package dev.plumbline.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the real jar, or the script beside it, as users do: in a process of its own. */
final class PlumblineProcess {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final String TELEMETRY = "ORT_DISABLE_TELEMETRY";
  private static final int MINUTES = 10;

  /** Processes that live for seconds are done sooner with the quick compiler alone. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  private final Path folder;
  private final ProcessBuilder builder;

  /** What a process came to. */
  record Result(int code, String out, String err) {}

  private PlumblineProcess(Path folder, List<String> command) {
    this.folder = folder;
    this.builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove(TELEMETRY);
  }

  /** The jar, in an environment that does not turn telemetry off. */
  static PlumblineProcess jar(Path folder, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                QUICK,
                "-jar",
                TARGET.resolve("plumbline.jar").toString()));
    command.addAll(List.of(arguments));
    return new PlumblineProcess(folder, command);
  }

  /** The script. */
  static PlumblineProcess script(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script().toString()));
    command.addAll(List.of(arguments));
    return new PlumblineProcess(folder, command).with("JAVA_OPTS", QUICK);
  }

  /** Skips a test where a program is missing that a script needs. */
  static void assumeThereAre(String... programs) {
    for (String program : programs) {
      boolean found =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
      assumeTrue(found, "there is no " + program + " on the PATH");
    }
  }

  /** What starts it in its turn. */
  static PlumblineProcess by(Path folder, String... command) {
    return new PlumblineProcess(folder, List.of(command)).with("JAVA_OPTS", QUICK);
  }

  static Path script() {
    return TARGET.resolve("plumbline");
  }

  static Path jarFile() {
    return TARGET.resolve("plumbline.jar");
  }

  PlumblineProcess with(String variable, String value) {
    builder.environment().put(variable, value);
    return this;
  }

  Process start() throws IOException {
    return builder
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .redirectInput(ProcessBuilder.Redirect.PIPE)
        .start();
  }

  Result run() throws IOException, InterruptedException {
    Process process = start();
    process.getOutputStream().close();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end: " + builder.command());
    }
    return new Result(process.exitValue(), out(), read("err.txt"));
  }

  String out() throws IOException {
    return read("out.txt");
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }
}
