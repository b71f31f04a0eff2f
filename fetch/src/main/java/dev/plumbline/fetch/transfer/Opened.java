package dev.plumbline.fetch.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * What a source answered with.
 *
 * @param body what follows
 * @param from at which byte of the whole it begins
 * @param total how long the whole is said to be
 * @param validator what this state of the content is called, fit to ask for the rest of it; empty
 *     if nothing is
 * @param checks what the content is said to be
 */
public record Opened(
    InputStream body, long from, OptionalLong total, String validator, Checks checks)
    implements Closeable {

  @Override
  public void close() throws IOException {
    body.close();
  }
}
