package dev.plumbline.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies and deletes folders. */
public final class Folders {

  private Folders() {}

  /** Copies a file, or all that is in a folder into another one, which may be there. */
  public static void copy(Path from, Path to) throws IOException {
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
  }

  /**
   * Copies some files of each sub-folder of a folder, the first by their names. What was copied
   * before is left as it is.
   *
   * @param from the folder
   * @param to where copies go
   * @param most how many files of a sub-folder are copied at most
   */
  public static void copySome(Path from, Path to, int most) throws IOException {
    List<Path> folders;
    try (Stream<Path> list = Files.list(from)) {
      folders = list.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      Path target = to.resolve(folder.getFileName().toString());
      Files.createDirectories(target);
      List<Path> some;
      try (Stream<Path> files = Files.list(folder)) {
        some = files.sorted().limit(most).toList();
      }
      for (Path file : some) {
        Path copy = target.resolve(file.getFileName().toString());
        if (Files.notExists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Deletes a folder with all that is in it, if it is there, following no link. */
  public static void delete(Path folder) throws IOException {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
