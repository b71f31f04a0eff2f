package dev.plumbline.fetch.transfer;

import java.io.IOException;

/** Where the content of a file comes from. */
public interface Source {

  /**
   * Opens the content.
   *
   * @param offset the byte to begin at; a source that cannot do so begins at 0
   * @param validator what the content was called when what comes before the offset was read; if it
   *     is another by now, the source begins at 0. Empty where that is not known
   * @return what it answered with
   * @throws RetryException if it may be asked again
   * @throws dev.plumbline.fetch.plain.FetchException if it will not give it
   * @throws IOException if the connection broke; it may be asked again
   */
  Opened open(long offset, String validator) throws IOException;

  /**
   * Tells whether the content is still what it was.
   *
   * @param validator what it was called then; not empty
   * @return false where it is not, or cannot be told
   * @throws IOException if it cannot be asked
   */
  default boolean isStill(String validator) throws IOException {
    return false;
  }
}
