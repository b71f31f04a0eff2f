package dev.plumbline.engine.measure.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines are read as they are, but for those that nobody has room for. */
class WorkerLinesTest {

  private static List<String> lines(InputStream stream) throws IOException {
    List<String> lines = new ArrayList<>();
    try (WorkerLines reader = new WorkerLines(stream)) {
      for (String line = reader.next(); line != null; line = reader.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<String> lines(String text) throws IOException {
    return lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void linesAreReadAsTheyAre() throws IOException {
    assertThat(lines("")).isEmpty();
    assertThat(lines("one\n\nthrée\r\nlast")).containsExactly("one", "", "thrée", "last");
    assertThat(lines("one\n")).containsExactly("one");
  }

  @Test
  void ofALineThatIsTooLongTheBeginningIsKept() throws IOException {
    String text = "x".repeat(3 * WorkerLines.LONGEST);

    assertThat(lines(text + "\nnext")).containsExactly("x".repeat(WorkerLines.LONGEST), "next");
  }
}
