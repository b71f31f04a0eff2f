package dev.plumbline.engine.input.photographs;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what a folder and its sub-folders hold that is somebody's: what is hidden, and what systems
 * and programs keep in every folder for themselves, previews and deleted files above all, is not.
 */
final class FolderWalk extends SimpleFileVisitor<Path> {

  /** Folders of network storage, of archives made on macOS, of file systems, and bins. */
  private static final Set<String> FOREIGN_FOLDERS =
      Set.of(
          "@eaDir",
          "@tmp",
          "#recycle",
          "#snapshot",
          "@Recycle",
          "@Recently-Snapshot",
          "__MACOSX",
          "lost+found",
          "$RECYCLE.BIN",
          "System Volume Information");

  private static final Set<String> FOREIGN_FILES =
      Set.of("Thumbs.db", "ehthumbs.db", "desktop.ini");

  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> foreign = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();

  FolderWalk(Path folder) {
    this.folder = folder;
  }

  /**
   * Looks through the folder. Links are followed: data sets are often folders of links into a
   * store.
   *
   * @throws IOException if the folder itself cannot be listed
   */
  FolderWalk go() throws IOException {
    Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
    return this;
  }

  /** The files, relative to the folder, in no order. */
  List<Path> files() {
    return files;
  }

  /** The folders that were passed over, relative to the folder. */
  List<Path> foreign() {
    return foreign;
  }

  /** What could not be read, relative to the folder, and why. */
  List<String> unreadable() {
    return unreadable;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    if (directory.equals(folder)) {
      return FileVisitResult.CONTINUE;
    }
    if (FOREIGN_FOLDERS.contains(name(directory))) {
      foreign.add(folder.relativize(directory));
      return FileVisitResult.SKIP_SUBTREE;
    }
    return isHidden(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!isHidden(file) && !FOREIGN_FILES.contains(name(file))) {
      files.add(folder.relativize(file));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
    return passOver(file, why);
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException why) throws IOException {
    return why == null ? FileVisitResult.CONTINUE : passOver(directory, why);
  }

  private FileVisitResult passOver(Path file, IOException why) throws IOException {
    if (file.equals(folder)) {
      throw why;
    }
    if (FOREIGN_FOLDERS.contains(name(file))) {
      foreign.add(folder.relativize(file));
    } else if (!isHidden(file)) {
      unreadable.add(folder.relativize(file) + " (" + reason(why) + ")");
    }
    return FileVisitResult.CONTINUE;
  }

  private static String reason(IOException why) {
    return why instanceof FileSystemLoopException
        ? "a link to a folder that it is in"
        : why.getClass().getSimpleName();
  }

  private static boolean isHidden(Path file) {
    return name(file).startsWith(".");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
