package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.Spied;
import dev.plumbline.engine.fixtures.VerdictAudits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder)
        .of(NormAudits.class, VerdictAudits.class)
        .with("audit.checkpoint", "one=" + Audits.TINY + ",tiny=" + Audits.TINY)
        .with("audit.timesteps", 50)
        .with("audit.layers", "mid_block.**,up_blocks.1.upsamplers.0");
  }

  /** The messages of what failed and aborted, which name the values. */
  private static Map<String, String> messages(Outcomes outcomes) {
    Map<String, String> messages = new HashMap<>();
    outcomes
        .leaves()
        .forEach(
            (leaf, result) ->
                messages.put(leaf, result.getThrowable().map(Throwable::getMessage).orElse("")));
    return messages;
  }

  private static Map<String, Set<Object>> records(Outcomes outcomes) {
    Map<String, Set<Object>> records = new HashMap<>();
    outcomes.records().forEach((leaf, list) -> records.put(leaf, new HashSet<>(list)));
    return records;
  }

  @Test
  void leavesThatRunAtOnceHaveTheSameResultsAndEachCheckpointIsMeasuredOnce() {
    Spied.LAYERS.clear();
    Outcomes sequential = audits().run();
    int measured = Spied.LAYERS.size();
    Spied.LAYERS.clear();

    Outcomes parallel =
        audits()
            .with("audit.parallel.enabled", true)
            .with("audit.parallel.config.strategy", "fixed")
            .with("audit.parallel.config.fixed.parallelism", 4)
            .run();

    assertThat(sequential.leaves()).hasSize(2 * (4 + 11));
    assertThat(parallel.statuses()).isEqualTo(sequential.statuses());
    assertThat(messages(parallel)).isEqualTo(messages(sequential));
    assertThat(records(parallel)).isEqualTo(records(sequential));
    assertThat(Spied.LAYERS).hasSize(measured);
    for (String checkpoint : List.of("one", "tiny")) {
      assertThat(parallel.console())
          .containsOnlyOnce("measuring " + checkpoint + " at t=50: 2 images");
    }
  }
}
