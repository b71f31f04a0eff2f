package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.NormAudits;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit.progress}, as a user sees it. */
@Tag("heavy")
class ProgressTest {

  private static final String MEASURED = "measuring tiny at t=50: 2 images in ";

  @TempDir Path folder;

  private Outcomes run(String progress, boolean terminal) {
    return Audits.in(folder)
        .of(NormAudits.class)
        .with("audit.timesteps", "50,200")
        .with("audit.executor", "process")
        .with("audit.progress", progress)
        .run(terminal);
  }

  @Test
  void isInLinesWhereThereIsNoTerminal() {
    Outcomes outcomes = run("auto", false);

    assertThat(outcomes.console()).contains("[audit] " + MEASURED).doesNotContain("\r", "[#");
  }

  @Test
  void isABarOnATerminalAndWhereItIsWanted() {
    for (Outcomes outcomes : new Outcomes[] {run("auto", true), run("bar", false)}) {
      assertThat(outcomes.console())
          .contains("[------------------------]   0 %, 0 of 2")
          .contains("50 %, 0 of 2, " + MEASURED.substring(0, 20))
          .contains("\r[############------------]  50 %, 1 of 2")
          .doesNotContain("[audit] measuring tiny");
      assertThat(outcomes.records()).isNotEmpty();
    }
  }

  @Test
  void isInLinesOrOffWhereThatIsWanted() {
    assertThat(run("lines", true).console()).contains(MEASURED).doesNotContain("\r");
    assertThat(run("off", true).console()).contains("[audit] ").doesNotContain("measuring", "\r");
  }

  @Test
  void isRefusedInAnotherWay() {
    assertThat(run("dots", false).engineFailure().orElseThrow())
        .hasMessageContaining("audit.progress=dots: expected auto or bar or lines or off");
  }
}
