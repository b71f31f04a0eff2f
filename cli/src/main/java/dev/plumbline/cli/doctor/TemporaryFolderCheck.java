package dev.plumbline.cli.doctor;

import dev.plumbline.engine.plan.FreeSpace;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The temporary folder, into which ONNX Runtime unpacks its libraries and loads them from. */
final class TemporaryFolderCheck {

  private static final String ABOUT = "temporary folder";
  private static final long ROOM = 200_000_000L;

  /** On a full disk an empty file can be made, and not be written. */
  private static final int WRITTEN = 1 << 16;

  private static final String REMEDY = "name another one: JAVA_OPTS=-Djava.io.tmpdir=FOLDER";

  private TemporaryFolderCheck() {}

  static List<Finding> findings() {
    boolean isUnpackedInto = OnnxRuntime.libraries().isEmpty();
    return List.of(check(Path.of(System.getProperty("java.io.tmpdir")), ROOM, isUnpackedInto));
  }

  /**
   * Looks at a folder.
   *
   * @param room the bytes that it has to have room for
   * @param isUnpackedInto whether libraries are unpacked into it, and loaded from there
   */
  static Finding check(Path folder, long room, boolean isUnpackedInto) {
    if (!Files.isDirectory(folder)) {
      return Finding.problem(ABOUT, folder + " is not there", REMEDY);
    }
    try {
      OptionalLong free = FreeSpace.in(folder);
      String text =
          free.isPresent()
              ? String.format(
                  Locale.ROOT, "%s, with room for %.1f GB", folder, free.getAsLong() / 1e9)
              : folder + ", of which the system does not tell how much is free";
      if (free.isPresent() && free.getAsLong() < room) {
        return Finding.problem(ABOUT, text, "make room, or " + REMEDY);
      }
      return isUnpackedInto && isForbiddenToRun(folder)
          ? Finding.problem(ABOUT, text + ", but nothing in it may be run (noexec)", REMEDY)
          : Finding.ok(ABOUT, text);
    } catch (IOException e) {
      return Finding.problem(ABOUT, folder + " cannot be written to (" + e + ")", REMEDY);
    }
  }

  /** The system says of a file that it may be run if both the file and its place allow that. */
  private static boolean isForbiddenToRun(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "plumbline-doctor-", ".sh");
    try {
      Files.write(file, new byte[WRITTEN]);
      if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return false;
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return !Files.isExecutable(file);
    } finally {
      Files.delete(file);
    }
  }
}
