package dev.plumbline.engine.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;

/**
 * Java's memory, asked before something is read of which a file says how large it is. A file may be
 * small and promise much, or be sparse, and what cannot be had must cost that file only.
 */
public final class HeapRoom {

  /** What one thing may take of all there is: the rest is for what is made of it. */
  private static final double SHARE = 0.75;

  private final long largest;

  private HeapRoom(long heap) {
    largest = (long) (heap * SHARE);
  }

  /** Returns the room that this process has. */
  public static HeapRoom ofThisProcess() {
    return new HeapRoom(Runtime.getRuntime().maxMemory());
  }

  /** Returns the room that a process with so much memory has. */
  static HeapRoom of(long heap) {
    return new HeapRoom(heap);
  }

  /** Tells whether something of a size can be held at all. */
  public boolean holds(long bytes) {
    return bytes <= largest;
  }

  /**
   * Makes what a file promises, if it can be held.
   *
   * @param file the file
   * @param bytes how much memory that takes
   * @param make makes it
   * @throws UserError if there is less memory
   */
  public <T> T make(Path file, long bytes, LongFunction<T> make) {
    if (!holds(bytes)) {
      throw tooLarge(file, bytes);
    }
    try {
      return make.apply(bytes);
    } catch (OutOfMemoryError e) { // what was to be made is gone, so that there is memory again
      throw tooLarge(file, bytes);
    }
  }

  /**
   * Refuses a file that is larger than any of its kind, or than what can be held.
   *
   * @param file the file
   * @param most how many bytes files of its kind have at most
   * @param times how many bytes of memory each of its bytes takes
   * @throws IOException if its size cannot be read
   * @throws UserError if it is too large
   */
  public void requireSize(Path file, long most, int times) throws IOException {
    long size = Files.size(file);
    if (size > most) {
      throw new UserError(
          String.format(
              "The file %s has %s, and no such file has more than %s. Check that it is the one that"
                  + " is meant.",
              file, ByteCount.text(size), ByteCount.text(most)));
    }
    if (!holds(times * size)) {
      throw tooLarge(file, times * size);
    }
  }

  private UserError tooLarge(Path file, long bytes) {
    return new UserError(
        String.format(
            "What is in %s takes %s of Java's memory, and there is room for %s: %s.",
            file, ByteCount.text(bytes), ByteCount.text(largest), remedy()));
  }

  /** What to do where there is too little, the end of a sentence. */
  public static String remedy() {
    return "give less, or more memory, with -Xmx in the environment variable JAVA_TOOL_OPTIONS";
  }
}
