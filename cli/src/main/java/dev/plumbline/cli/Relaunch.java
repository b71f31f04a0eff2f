package dev.plumbline.cli;

import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the program once more, as a process of its own in whose environment ONNX Runtime's
 * telemetry is off: that cannot be turned off from inside. Its arguments lie in a file, so that its
 * command line is short whatever was given.
 */
final class Relaunch {

  private static final String PREFIX = "plumbline-arguments-";

  private Relaunch() {}

  /**
   * Runs the program with the same arguments, on the same terminal, and waits for its end. A signal
   * that ends this process ends the other one first.
   *
   * @param arguments the program's arguments
   * @return its exit code
   * @throws IOException if it cannot be started
   */
  static int run(List<String> arguments) throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try (TemporaryFolder folder = TemporaryFolder.make(parent, PREFIX)) {
      Path file = folder.path().resolve("arguments");
      Files.writeString(file, lines(options(), arguments), charset());
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file)
              .inheritIO();
      builder.environment().put(OnnxRuntime.VARIABLE, "1");
      builder.environment().put("ALLURE_NO_ANALYTICS", "true");
      return await(builder.start());
    }
  }

  private static int await(Process process) {
    Thread ending = new Thread(() -> end(process), "ending the other process");
    Runtime.getRuntime().addShutdownHook(ending);
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.destroy(); // and go on waiting: it has reports to write
      }
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How Java reads names of files, and its command line. */
  private static Charset charset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
  }

  private static List<String> options() {
    List<String> options =
        new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath = System.getProperty("java.class.path");
    boolean isJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
    options.addAll(
        isJar ? List.of("-jar", classPath) : List.of("-cp", classPath, Main.class.getName()));
    return options;
  }

  /** A line for each word, as {@code java} reads files of arguments. */
  static String lines(List<String> options, List<String> arguments) {
    StringBuilder text = new StringBuilder();
    List<String> words = new ArrayList<>(options);
    words.addAll(arguments);
    for (String word : words) {
      String escaped =
          word.replace("\\", "\\\\")
              .replace("\"", "\\\"")
              .replace("\n", "\\n")
              .replace("\r", "\\r")
              .replace("\t", "\\t")
              .replace("\f", "\\f");
      text.append('"').append(escaped).append("\"\n");
    }
    return text.toString();
  }
}
