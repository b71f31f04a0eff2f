package dev.plumbline.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/**
 * Colours the lines that a run prints: the verdict, warnings, and what is broken or failed. Only
 * whole lines are coloured; what is flushed before its line ends goes out as it is.
 */
public final class ColouredOutput extends FilterOutputStream {

  private record Rule(Pattern line, String style) {}

  private static final List<Rule> RULES =
      List.of(
          rule("^Plumbline model audits: (FAILED|BROKEN).*", "bold,red"),
          rule("^Plumbline model audits: passed.*", "bold,green"),
          rule("^Plumbline model audits: .*", "bold,yellow"),
          rule("^\\[audit\\] WARNING .*", "yellow"),
          rule("^  \\S.* [1-9]\\d* (failed|broken).*", "red"),
          rule("^  (Broken|Failures of the run|Worst failures\\b.*):$", "red"),
          rule("^  (Warnings|Undecided|Not concluded|Nothing to compare with):$", "yellow"),
          rule("^\\[audit\\] .*", "faint"));

  private final Charset charset;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean isBegun;

  private ColouredOutput(OutputStream out, Charset charset) {
    super(out);
    this.charset = charset;
  }

  private static Rule rule(String line, String style) {
    return new Rule(Pattern.compile(line), style);
  }

  /**
   * Colours what is printed, where colours are wanted.
   *
   * @param out where it is printed
   * @param ansi says whether they are
   */
  public static PrintStream of(PrintStream out, Ansi ansi) {
    Charset charset = Charset.defaultCharset();
    return ansi.enabled() ? new PrintStream(new ColouredOutput(out, charset), true, charset) : out;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    if (b == '\n') {
      endLine();
    } else {
      line.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  private void endLine() throws IOException {
    String text = line.toString(charset);
    line.reset();
    out.write(((isBegun ? text : coloured(text)) + '\n').getBytes(charset));
    isBegun = false;
  }

  @Override
  public synchronized void flush() throws IOException {
    if (line.size() > 0) {
      line.writeTo(out);
      line.reset();
      isBegun = true;
    }
    out.flush();
  }

  static String coloured(String text) {
    return RULES.stream()
        .filter(rule -> rule.line().matcher(text).matches())
        .findFirst()
        .map(rule -> escaped(rule.style(), text))
        .orElse(text);
  }

  private static String escaped(String style, String text) {
    Ansi.IStyle[] styles = Ansi.Style.parse(style);
    return Ansi.Style.on(styles) + text + Ansi.Style.reset.on();
  }
}
