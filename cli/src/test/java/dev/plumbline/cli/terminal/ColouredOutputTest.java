package dev.plumbline.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ColouredOutputTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream plain = new PrintStream(bytes, true, Charset.defaultCharset());

  private String printed() {
    return bytes.toString(Charset.defaultCharset());
  }

  @Test
  void verdictsAndWarningsHaveColours() {
    PrintStream out = ColouredOutput.of(plain, Ansi.ON);
    out.println("Plumbline model audits: FAILED");
    out.println("Plumbline model audits: passed, 3 undecided");
    out.println("[audit] WARNING something: else");
    out.println("  1 audit, 11 leaves: 10 passed, 0 failed, 0 broken, 1 aborted, 0 skipped");
    out.println("  1 audit, 11 leaves: 1 passed, 10 failed, 0 broken, 0 aborted, 0 skipped");
    out.println("anything");
    assertThat(printed().lines())
        .satisfiesExactly(
            failed ->
                assertThat(failed)
                    .startsWith("\u001b[1m\u001b[31mPlumbline")
                    .contains("FAILED\u001b["),
            passed -> assertThat(passed).startsWith("\u001b[1m\u001b[32mPlumbline"),
            warning -> assertThat(warning).startsWith("\u001b[33m[audit] WARNING"),
            none -> assertThat(none).startsWith("  1 audit"),
            some -> assertThat(some).startsWith("\u001b[31m  1 audit").endsWith("\u001b[0m"),
            other -> assertThat(other).isEqualTo("anything"));
  }

  /** As progress does, which writes over its own line. */
  @Test
  void whatIsFlushedBeforeItsLineEndsIsNotHeldBack() {
    PrintStream out = ColouredOutput.of(plain, Ansi.ON);
    out.print("\r12 of 64");
    out.flush();
    assertThat(printed()).isEqualTo("\r12 of 64");
    out.println(" images");
    assertThat(printed()).isEqualTo("\r12 of 64 images\n");
  }

  @Test
  void withoutATerminalNothingIsChanged() {
    assertThat(ColouredOutput.of(plain, Ansi.OFF)).isSameAs(plain);
  }
}
