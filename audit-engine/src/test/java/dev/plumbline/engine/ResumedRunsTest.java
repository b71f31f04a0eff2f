package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are killed at random moments, or whose workers are, and go on. {@code
 * -Dplumbline.sweep=20} kills 20 of each.
 */
@Tag("heavy")
class ResumedRunsTest {

  private static final int KILLS = Integer.getInteger("plumbline.sweep", 2);
  private static final String DONE = "done ";

  @TempDir Path folder;

  /** A run as any program has it: it says what it measured, or dies. */
  static final class Run {

    private Run() {}

    public static void main(String[] arguments) {
      Outcomes outcomes = audits(Path.of(arguments[0])).with("audit.work.dir", "work").run();
      System.out.println(outcomes.console());
      System.out.println(DONE + figures(outcomes));
    }
  }

  private static Audits audits(Path folder) {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .with("audit.executor", "process")
        .with("audit.folds", 4)
        .with("audit.timesteps", "50,200,350,500,650,800")
        .with("audit.latents", NpyWriter.normal(folder.resolve("many.npy"), 3, 40, 4, 16, 16));
  }

  /** All figures, of which no bit may differ. */
  private static String figures(Outcomes outcomes) {
    return outcomes.records().toString().hashCode() + " of " + outcomes.records().size();
  }

  private Process start(Path said) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            Run.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void endWithTheBitsOfOneThatWasLeftAlone() throws Exception {
    String expected = figures(audits(folder).with("audit.executor", "in-process").run());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int ofParents = 0;
    int ofWorkers = 0;
    while (ofParents < KILLS || ofWorkers < KILLS) {
      Path said = folder.resolve("said-" + ofParents + "-" + ofWorkers + ".txt");
      Process run = start(said);
      boolean killsWorker = ofWorkers < KILLS && (ofParents == KILLS || random.nextBoolean());
      if (!run.waitFor(500 + random.nextInt(8000), TimeUnit.MILLISECONDS)) {
        if (killsWorker) {
          Optional<ProcessHandle> worker = run.children().findFirst();
          worker.ifPresent(ProcessHandle::destroyForcibly);
          ofWorkers += worker.isPresent() ? 1 : 0;
          assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } else {
          run.destroyForcibly();
          ofParents++;
        }
      }
      run.waitFor();
      String text = Files.readString(said);
      if (text.contains(DONE)) {
        assertThat(text).as("seed %d", seed).contains(DONE + expected + "\n");
        deleteSomePartials(random);
      }
    }
    assertThat(whole("first.txt")).as("seed %d", seed).contains(DONE + expected + "\n");
    deleteSomePartials(random);
    assertThat(whole("second.txt"))
        .as("seed %d", seed)
        .contains(" timesteps taken over from ", DONE + expected + "\n");
  }

  private String whole(String name) throws Exception {
    Path said = folder.resolve(name);
    start(said).waitFor();
    return Files.readString(said);
  }

  /** A run that came to its end leaves nothing to measure: some goes, and the first one stays. */
  private void deleteSomePartials(Random random) throws IOException {
    boolean first = true;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("work"))) {
      for (Path file : files) {
        if (!first && random.nextInt(3) > 0) {
          Files.delete(file);
        }
        first = false;
      }
    }
  }
}
