package dev.plumbline.engine.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What stands in the place of a file where a repository was cloned without Git LFS: a few lines of
 * text. Whatever is read from outside is looked at here first, since no reader of a format says
 * what it has before it.
 */
public final class LfsPointer {

  /** What to do about one, the end of a sentence. */
  public static final String REMEDY = "fetch it with: git lfs pull";

  private static final byte[] START = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  private LfsPointer() {}

  /**
   * Tells whether a file is one.
   *
   * @param file the file
   * @return false where it is not, or cannot be read, of which its reader says why
   */
  public static boolean isAt(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return Arrays.equals(stream.readNBytes(START.length), START);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Refuses a file that is one.
   *
   * @param file the file
   * @throws UserError if it is
   */
  public static void refuse(Path file) {
    if (isAt(file)) {
      throw new UserError(file + " is a Git LFS pointer, not the file itself: " + REMEDY);
    }
  }
}
