package dev.plumbline.api.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears whole or not at all. It is written beside its place, with {@value #PART}
 * behind its name, and moved there when it is complete. So a reader finds what was there before or
 * all that is new, also when writing fails or the process is killed.
 *
 * <p>What is known at once is written by {@link #write(Path, String)}. What comes bit by bit:
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.begin(path)) {
 *   … // write to file.part()
 *   file.commit();
 * }
 * }</pre>
 *
 * <p>Not for several writers of one file at once.
 */
public final class AtomicFile implements Closeable {

  /** What stands behind the name of a file that is not complete. */
  public static final String PART = ".part";

  private final Path file;
  private final Path part;

  private AtomicFile(Path file) {
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + PART);
  }

  /** Writes into a stream. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes all of a file.
     *
     * @param stream where to; the caller closes it
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream stream) throws IOException;
  }

  /**
   * Begins a file. Its folder is made if there is none.
   *
   * @param file where it is to be in the end
   * @throws IOException if the folder cannot be made
   */
  public static AtomicFile begin(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return new AtomicFile(file);
  }

  /**
   * Writes a text in UTF-8, over the file that is there.
   *
   * @param file the file; its folder is made if there is none
   * @param text all of it
   * @throws IOException if it cannot be written; what was there before is there still
   */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes, over the file that is there.
   *
   * @param file the file; its folder is made if there is none
   * @param bytes all of it
   * @throws IOException if it cannot be written; what was there before is there still
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, (OutputStream stream) -> stream.write(bytes));
  }

  /**
   * Writes what is made while it is written, over the file that is there.
   *
   * @param file the file; its folder is made if there is none
   * @param content writes all of it
   * @throws IOException if it cannot be written; what was there before is there still
   */
  public static void write(Path file, Content content) throws IOException {
    try (AtomicFile whole = begin(file)) {
      try (OutputStream stream = Files.newOutputStream(whole.part())) {
        content.writeTo(stream);
      }
      whole.commit();
    }
  }

  /** Returns the file that has to be written to until {@link #commit()}. */
  public Path part() {
    return part;
  }

  /**
   * Gives the file its name. What was written must be closed.
   *
   * @throws IOException if it cannot be moved
   */
  public void commit() throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes away what was not committed. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(part);
  }
}
