package dev.plumbline.engine.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ProgressBar bar =
      new ProgressBar(new PrintStream(sent, true, StandardCharsets.UTF_8));

  /** What a terminal shows of what it was sent, line by line. */
  private List<String> screen() {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int column = 0;
    for (char c : sent.toString(StandardCharsets.UTF_8).replace("\r\n", "\n").toCharArray()) {
      if (c == '\r') {
        column = 0;
      } else if (c == '\n') {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        column = 0;
      } else {
        line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
        column++;
      }
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  @Test
  void isWrittenAgainInPlace() {
    bar.tasks(0, 4, "");
    assertThat(screen()).containsExactly("[------------------------]   0 %, 0 of 4");
    bar.tasks(1, 4, "2.0 a minute, about 90 s left");
    assertThat(screen())
        .containsExactly("[######------------------]  25 %, 1 of 4, 2.0 a minute, about 90 s left");
    bar.tasks(2, 4, "");
    assertThat(screen()).containsExactly("[############------------]  50 %, 2 of 4");
  }

  @Test
  void showsHowFarATaskIsAndDoesNotGoBack() {
    bar.tasks(1, 4, "");
    bar.step("measuring a at t=50: 8 of 16 images", 0.5);
    assertThat(screen())
        .containsExactly(
            "[#########---------------]  37 %, 1 of 4, measuring a at t=50: 8 of 16 images");
    bar.step("training", 0);
    assertThat(screen()).containsExactly("[#########---------------]  37 %, 1 of 4, training");
  }

  @Test
  void linesComeBeforeIt() {
    bar.line("first");
    bar.tasks(0, 2, "");
    bar.line("second");
    bar.line("x");

    assertThat(screen())
        .containsExactly("first", "second", "x", "[------------------------]   0 %, 0 of 2");
  }

  @Test
  void isNoLongerThanATerminalIsWide() {
    bar.tasks(0, 2, "");
    bar.step("measuring " + "x".repeat(200), 0);

    assertThat(screen().get(0)).hasSize(79).endsWith("x...");
    bar.tasks(1, 2, "");
    assertThat(screen()).containsExactly("[############------------]  50 %, 1 of 2");
  }

  @Test
  void isGoneWhenAllIsDone() {
    bar.tasks(0, 2, "");
    bar.tasks(2, 2, "");
    assertThat(screen()).containsExactly("");
    bar.tasks(2, 3, "");
    bar.end();
    bar.step("late", 0.5);
    bar.line("the end");
    assertThat(screen()).containsExactly("the end", "");
  }

  /** Surefire's fork, where this runs, is given pipes. */
  @Test
  void aProcessWithPipesHasNoTerminal() {
    assertThat(Terminal.isThere(null, Map.of("TERM", "xterm"))).isFalse();
    assertThat(Terminal.isThere()).isFalse();
  }
}
