package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the fuzzer. */
class JazzerRunTest {

  private static final int NO_DEADLINE = 600;

  @TempDir Path folder;

  private JazzerRun planted(String label, String... inputs) throws IOException {
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    for (String input : inputs) {
      Files.writeString(seeds.resolve(input), input);
    }
    return new JazzerRun(label, PlantedEntry.class, folder.resolve("out"), seeds);
  }

  private static List<String> found(JazzerRun run) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path finding : run.findingFiles()) {
      texts.add(Files.readString(finding));
    }
    return texts;
  }

  @Test
  void mistakesAreFound() throws Exception {
    String[] mistakes = {"throws", "says nothing", "recurses", "allocates", "calls"};
    JazzerRun run = planted("mistaken", mistakes);
    Files.writeString(folder.resolve("seeds").resolve("innocent"), "innocent");

    JazzerLog log = run.fuzz(1, NO_DEADLINE, 1);

    assertThat(found(run)).containsExactlyInAnyOrder(mistakes);
    assertThat(log.executions()).isGreaterThan(mistakes.length);
    assertThat(log.coverage()).isPositive();
  }

  @Test
  void whatHangsIsFound() throws Exception {
    JazzerRun run = planted("endless", "hangs");

    run.fuzz(1, 5, 1);

    assertThat(found(run)).containsExactly("hangs");
    assertThat(run.findingFiles().get(0).getFileName().toString()).startsWith("timeout-");
  }

  @Test
  void aFuzzerThatCannotDoItsWorkIsNoCleanRun() throws Exception {
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    JazzerRun run = new JazzerRun("none", JazzerRunTest.class, folder.resolve("out"), seeds);

    assertThatThrownBy(() -> run.fuzz(1, NO_DEADLINE, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none cannot be fuzzed")
        .hasMessageContaining("fuzzerTestOneInput");
  }

  @Test
  void whatReachesMoreIsMerged() throws Exception {
    JazzerRun run = planted("innocent", "short", "brief");
    Path found = Files.createDirectories(run.found());
    Files.writeString(found.resolve("long"), "long enough");
    Files.writeString(found.resolve("same"), "small");

    run.merge();

    List<String> merged = new ArrayList<>();
    for (Path input : new Corpus(folder.resolve("seeds")).inputs()) {
      merged.add(Files.readString(input));
    }
    assertThat(merged).containsExactlyInAnyOrder("short", "brief", "long enough");
  }
}
