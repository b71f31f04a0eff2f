package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Parts of a run are measured apart, and judged together. */
@Tag("heavy")
class ShardsTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .with("audit.checkpoint", "one=" + Audits.TINY + ",two=" + Audits.TINY)
        .with("audit.timesteps", "50,200");
  }

  private Outcomes shard(int number) {
    return audits().with("audit.shard", number + "/3").with("audit.work.dir", "w" + number).run();
  }

  @Test
  void whatIsMergedIsWhatOneRunMeasures() {
    Outcomes whole = audits().run();

    for (int number = 1; number <= 3; number++) {
      Outcomes shard = shard(number);
      assertThat(shard.records()).isEmpty();
      assertThat(shard.engineFailure()).isEmpty();
      assertThat(shard.leaves()).isEmpty();
      assertThat(shard.containers().values())
          .allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
      assertThat(shard.console())
          .contains("part " + number + "/3 is measured into " + folder.resolve("w" + number));
    }
    Outcomes merged = audits().with("audit.merge", "w1,w2,w3").run();

    assertThat(merged.console()).doesNotContain("measuring ");
    assertThat(merged.records()).isNotEmpty().isEqualTo(whole.records());
    assertThat(merged.statuses()).isEqualTo(whole.statuses());
    assertThat(merged.notes()).containsAll(whole.notes());
  }

  @Test
  void whatIsMissingIsRedAndNamed() {
    shard(1);
    shard(3);

    Outcomes merged = audits().with("audit.merge", "w1,w3").run();

    assertThat(merged.leaves())
        .anySatisfy(
            (leaf, result) -> {
              assertThat(leaf).endsWith("/200");
              assertThat(result.getStatus()).isEqualTo(Status.FAILED);
              assertThat(result.getThrowable().orElseThrow())
                  .hasMessageStartingWith("one: no partial of t=200 is in [")
                  .hasMessageEndingWith(
                      "Run the part that has it, with the same parameters: -Daudit.shard=…"
                          + " -Daudit.work.dir=….");
            });
    assertThat(merged.records()).isNotEmpty();
  }

  @Test
  void whatIsOfAnotherRunIsRedAndItIsSaidWhy() {
    for (int number = 1; number <= 3; number++) {
      shard(number);
    }

    Outcomes merged = audits().with("audit.merge", "w1,w2,w3").with("audit.seed", 7).run();

    assertThat(merged.leaves().values())
        .isNotEmpty()
        .allSatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageContaining("is another: its seed is 42, and 7 is wanted"));
  }

  @Test
  void whatIsThereTwiceIsRed() throws IOException {
    for (int number = 1; number <= 3; number++) {
      shard(number);
    }
    try (Stream<Path> files = Files.list(folder.resolve("w1"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("w2").resolve(file.getFileName()));
      }
    }

    Outcomes merged = audits().with("audit.merge", "w1,w2,w3").run();

    assertThat(merged.leaves().values())
        .anySatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageContaining("is in several folders")
                    .hasMessageContaining("parts must not overlap"));
  }

  @Test
  void aPartThatCannotBeMeasuredIsRed() {
    Outcomes shard =
        audits()
            .with("audit.timesteps", "50,2000")
            .with("audit.shard", "1/1")
            .with("audit.work.dir", "w")
            .run();

    assertThat(shard.engineFailure().orElseThrow())
        .hasMessageContaining("Timestep 2000 is not one of one, two");
  }

  @Test
  void aShardNeedsAFolderAndGoesWithNothingElse() {
    assertThat(audits().with("audit.shard", "1/2").run().engineFailure().orElseThrow())
        .hasMessageContaining("audit.shard=1/2: say where the part is kept");
    assertThat(audits().with("audit.shard", "3/2").run().engineFailure().orElseThrow())
        .hasMessageContaining("expected a part and how many there are, such as 2/8");
    assertThat(
            audits()
                .with("audit.shard", "1/2")
                .with("audit.work.dir", "w")
                .with("audit.early", true)
                .run()
                .engineFailure()
                .orElseThrow())
        .hasMessageContaining("does not go with audit.early");
    assertThat(audits().with("audit.merge", "nowhere").run().engineFailure().orElseThrow())
        .hasMessageContaining("audit.merge: there is no folder");
  }
}
