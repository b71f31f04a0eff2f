package dev.plumbline.engine.measure.partial;

import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * The file of a partial: what a task came to. A line that says what the file is and in which
 * version, the task, the state, and the SHA-256 of all before it. A file is read for one task: that
 * of another checkpoint, input or version is refused, and so is one in which a bit was flipped.
 */
public final class PartialFile {

  /** How the name of a partial's file ends. */
  public static final String EXTENSION = ".partial";

  private static final String MAGIC = "plumbline partial ";

  /** Another number for each change of what is written, also by measurements. */
  private static final int VERSION = 1;

  private static final int CHECKSUM = 32;
  private static final int LONGEST_LINE = 64;
  private static final int BUFFER = 1 << 16;

  /** Writes what a task came to. */
  @FunctionalInterface
  public interface Content {

    /** Writes all of it. */
    void write(StateWriter to) throws IOException;
  }

  /** Reads what a task came to. */
  @FunctionalInterface
  public interface Reading<T> {

    /** Reads all of it. */
    T read(StateReader from) throws IOException;
  }

  private PartialFile() {}

  /**
   * Writes a partial. The file appears whole or not at all.
   *
   * @param file the file
   * @param task what was to be done: whatever would give other figures has another task
   * @param content what it came to
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, SortedMap<String, String> task, Content content)
      throws IOException {
    AtomicFile.write(file, stream -> write(stream, task, content));
  }

  private static void write(OutputStream stream, SortedMap<String, String> task, Content content)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(stream, BUFFER);
    MessageDigest sha256 = sha256();
    DigestOutputStream digested = new DigestOutputStream(buffered, sha256);
    digested.write((MAGIC + VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
    StateOutput to = new StateOutput(digested);
    Facts.write(task, to);
    content.write(to);
    digested.on(false);
    digested.write(sha256.digest());
    buffered.flush();
  }

  /**
   * Reads the partial of a task.
   *
   * @param file the file
   * @param task the task
   * @param reading reads what it came to
   * @throws IOException if it cannot be read, was changed since it was written, or is of another
   *     task or version; the message, a sentence, says which
   */
  public static <T> T read(Path file, SortedMap<String, String> task, Reading<T> reading)
      throws IOException {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      StateInput from = open(file, stream);
      Optional<String> difference = difference(Facts.read(from), task);
      if (difference.isPresent()) {
        throw new IOException(file + " is of another task: " + difference.get() + ".");
      }
      T read = reading.read(from);
      from.end();
      return read;
    } catch (EOFException e) {
      throw new IOException(file + " ends too early.", e);
    } catch (OutOfMemoryError e) { // of sizes that no layer has
      throw new IOException(file + " holds more than memory has room for.", e);
    }
  }

  /**
   * Reads what the task of a partial was.
   *
   * @param file the file
   * @throws IOException as {@link #read}
   */
  public static SortedMap<String, String> task(Path file) throws IOException {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return Facts.read(open(file, stream));
    }
  }

  private static StateInput open(Path file, InputStream stream) throws IOException {
    long size = Files.size(file);
    String line = line(stream);
    if (!line.startsWith(MAGIC)) {
      throw new IOException(file + " is no partial.");
    }
    if (!line.equals(MAGIC + VERSION)) {
      throw new IOException(
          file
              + " is a partial of another version: "
              + line
              + ", and this one reads "
              + VERSION
              + ".");
    }
    check(file, size);
    return new StateInput(stream, size - CHECKSUM - line.length() - 1);
  }

  private static String line(InputStream stream) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = stream.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; ) {
      line.append((char) c);
      c = stream.read();
    }
    return line.toString();
  }

  /** Compares the checksum before anything is made of what is read. */
  private static void check(Path file, long size) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] block = new byte[BUFFER];
    try (InputStream stream = Files.newInputStream(file)) {
      long left = size - CHECKSUM;
      while (left > 0) {
        int read = stream.read(block, 0, (int) Math.min(block.length, left));
        if (read < 0) {
          break;
        }
        sha256.update(block, 0, read);
        left -= read;
      }
      if (!Arrays.equals(sha256.digest(), stream.readNBytes(CHECKSUM))) {
        throw new IOException(file + " is not as it was written: its checksum is another.");
      }
    }
  }

  /** Says in what two tasks differ; empty if they do not. */
  public static Optional<String> difference(
      SortedMap<String, String> there, SortedMap<String, String> wanted) {
    TreeSet<String> names = new TreeSet<>(there.keySet());
    names.addAll(wanted.keySet());
    return names.stream()
        .filter(name -> !there.getOrDefault(name, "none").equals(wanted.getOrDefault(name, "none")))
        .findFirst()
        .map(
            name ->
                String.format(
                    "its %s is %s, and %s is wanted",
                    name, there.getOrDefault(name, "none"), wanted.getOrDefault(name, "none")));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
