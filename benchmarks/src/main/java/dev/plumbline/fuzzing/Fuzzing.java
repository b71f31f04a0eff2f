package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The fuzzing's main: fuzzes each target, and says what came out as a table. */
final class Fuzzing {

  /** Seconds that one input may take, on a machine that is busy; none takes a tenth of one. */
  private static final int DEADLINE = 60;

  private final FuzzOptions options;

  private Fuzzing(FuzzOptions options) {
    this.options = options;
  }

  /**
   * Fuzzes as the properties {@code fuzz.*} say.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Fuzzing fuzzing = new Fuzzing(FuzzOptions.of(System.getProperties()));
    List<FuzzResult> results = new ArrayList<>();
    for (FuzzTarget target : fuzzing.options.targets()) {
      System.err.printf("%s, %d s%n", target.label(), fuzzing.options.seconds());
      results.add(fuzzing.fuzz(target));
    }
    String page = FuzzReport.markdown(results);
    Files.writeString(fuzzing.options.out().resolve("fuzzing.md"), page);
    System.out.println(page);
    refuseFindings(results, fuzzing.options.out());
  }

  /**
   * Ends the run with an error if something was found.
   *
   * @param results what came out of each target
   * @param out the folder of the run
   * @throws UserError if so
   */
  static void refuseFindings(List<FuzzResult> results, Path out) {
    if (results.stream().anyMatch(result -> !result.findings().isEmpty())) {
      throw new UserError(
          "There are findings: inputs that must be read, or refused with one message, and are"
              + " not. Their stack traces are in the logs beside them, below "
              + out
              + ".");
    }
  }

  private FuzzResult fuzz(FuzzTarget target) throws IOException, InterruptedException {
    Path folder = options.out().resolve(target.label());
    delete(folder);
    Corpus kept = new Corpus(options.corpus().resolve(target.label()));
    Path seeds = folder.resolve("seeds");
    kept.copyTo(seeds);
    JazzerRun run = new JazzerRun(target.label(), FuzzEntry.class, folder, seeds);
    JazzerLog log = run.fuzz(options.seconds(), DEADLINE, options.seed());
    int added = 0;
    if (options.isKeeping()) {
      run.merge();
      added = kept.take(seeds);
    }
    return new FuzzResult(target.label(), log, run.findingFiles(), kept.inputs().size(), added);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
