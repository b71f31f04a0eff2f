package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the fuzzer on a target, in a process of its own. */
final class JazzerRun {

  /** Larger than any input that is kept, so that all of them can be changed. */
  static final int LONGEST_INPUT = 4096;

  /** Whose code is watched for what inputs reach: ours, and the parsers that it calls. */
  private static final String WATCHED =
      String.join(
          ":",
          "dev.plumbline.**",
          "com.fasterxml.jackson.core.**",
          "com.google.protobuf.**",
          "com.twelvemonkeys.imageio.**",
          "org.apache.commons.csv.**");

  /** Reading a path that a parameter names is what paths are for; it is no traversal. */
  private static final String NOT_HOOKED =
      "com.code_intelligence.jazzer.sanitizers.FilePathTraversal";

  private static final Pattern FINDING = Pattern.compile("(crash|timeout|oom|leak)-\\p{XDigit}+");

  private static final int DIFFERENT_FINDINGS = 20;
  private static final int TAIL = 20;

  /** More than a process takes to start and to end, on a machine that is busy. */
  private static final int GRACE_SECONDS = 900;

  private final String label;
  private final Class<?> entry;
  private final Path folder;
  private final Path seeds;

  /**
   * Makes a run.
   *
   * @param label what the target is called
   * @param entry the class whose {@code fuzzerTestOneInput} is called
   * @param folder where the run's files go
   * @param seeds the folder of inputs to begin with
   */
  JazzerRun(String label, Class<?> entry, Path folder, Path seeds) {
    this.label = label;
    this.entry = entry;
    this.folder = folder;
    this.seeds = seeds;
  }

  /** The folder for inputs that reached something new. */
  Path found() {
    return folder.resolve("corpus");
  }

  private Path findings() {
    return folder.resolve("findings");
  }

  /**
   * Fuzzes the target.
   *
   * @param seconds how long
   * @param deadline seconds that one input may take
   * @param seed what mutations are drawn by; 0 for another one each time
   * @throws UserError if the fuzzer could not do its work; the message has the end of its log
   */
  JazzerLog fuzz(int seconds, int deadline, int seed) throws IOException, InterruptedException {
    Path log = folder.resolve("fuzz.log");
    int code =
        run(
            log,
            seconds,
            "--keep_going=" + DIFFERENT_FINDINGS,
            "-max_total_time=" + seconds,
            "-timeout=" + deadline,
            "-seed=" + seed,
            found().toString(),
            seeds.toString());
    JazzerLog result = JazzerLog.of(Files.readAllLines(log));
    if (result.executions() == 0 || (code != 0 && findingFiles().isEmpty())) {
      throw failed("cannot be fuzzed", code, log);
    }
    return result;
  }

  /**
   * Copies those inputs that were found to the seeds which reach more than the seeds do.
   *
   * @throws UserError if the fuzzer could not do its work
   */
  void merge() throws IOException, InterruptedException {
    Path log = folder.resolve("merge.log");
    int code = run(log, 0, "-merge=1", seeds.toString(), found().toString());
    if (code != 0) {
      throw failed("cannot be merged", code, log);
    }
  }

  private int run(Path log, int seconds, String... arguments)
      throws IOException, InterruptedException {
    Path work = folder.resolve("work");
    for (Path made : List.of(work, found(), findings())) {
      Files.createDirectories(made);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-D" + FuzzEntry.TARGET + "=" + label,
                "-D" + FuzzEntry.WORK + "=" + work,
                "-D" + FuzzEntry.SEEDS + "=" + seeds,
                "-classpath",
                classPath(),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + entry.getName(),
                "--instrumentation_includes=" + WATCHED,
                "--disabled_hooks=" + NOT_HOOKED,
                "--reproducer_path=" + findings(),
                "-artifact_prefix=" + findings() + "/",
                "-rss_limit_mb=3072",
                "-max_len=" + LONGEST_INPUT,
                "-print_final_stats=1"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return process.exitValue();
  }

  /** Returns this process's class path, as it is from another working directory. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns the inputs that did what must not be. */
  List<Path> findingFiles() throws IOException {
    try (Stream<Path> files = Files.list(findings())) {
      return files
          .filter(file -> FINDING.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  private UserError failed(String what, int code, Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return new UserError(
        String.format(
            "The target %s %s (exit code %d). The end of %s:%n%s",
            label,
            what,
            code,
            log,
            String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()))));
  }
}
