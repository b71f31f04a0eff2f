package dev.plumbline.fetch.web;

import java.io.IOException;
import java.io.InputStream;

/** The content of an answer; to close it ends the connection. */
final class Body extends InputStream {

  private final Answer answer;
  private final InputStream stream;

  Body(Answer answer) throws IOException {
    this.answer = answer;
    this.stream = answer.body();
  }

  @Override
  public int read() throws IOException {
    return stream.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return stream.read(bytes, offset, length);
  }

  @Override
  public void close() {
    answer.close();
  }
}
