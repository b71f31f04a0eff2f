package dev.plumbline.engine.measure.process;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The lines of a stream that a model may write to: of one that does not end, the beginning. */
final class WorkerLines implements Closeable {

  /** Far more than any message has; the warnings of a run are its longest. */
  static final int LONGEST = 1 << 20;

  private final BufferedReader reader;

  WorkerLines(InputStream stream) {
    reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** Returns the next line, without its end; null if there is none. */
  String next() throws IOException {
    StringBuilder line = new StringBuilder();
    int character = reader.read();
    if (character < 0) {
      return null;
    }
    for (; character >= 0 && character != '\n'; character = reader.read()) {
      if (line.length() < LONGEST) {
        line.append((char) character);
      }
    }
    int last = line.length() - 1;
    if (last >= 0 && line.charAt(last) == '\r') {
      line.setLength(last);
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
