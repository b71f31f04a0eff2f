package dev.plumbline.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where one hostile thing is made, and run.
 *
 * @param materials what is sound
 * @param folder a folder of its own
 */
record Workplace(Materials materials, Path folder) {

  /** Returns the folder of a checkpoint that is hostile. */
  Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  /** Returns the folder of the reports. */
  Path reports() {
    return folder.resolve("reports");
  }

  /** Copies a file or folder to where it may be damaged. */
  Path copy(Path from, String name) throws IOException {
    Path to = folder.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.toAbsolutePath().getParent());
          Files.copy(file, target);
        }
      }
    }
    return to;
  }

  /** Deletes a folder with all that is in it, following no link. */
  static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
