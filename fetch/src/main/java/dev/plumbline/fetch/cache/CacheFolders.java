package dev.plumbline.fetch.cache;

import dev.plumbline.fetch.plain.FetchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** The folders of a cache. They are their user's alone: what lies in them may be private. */
final class CacheFolders {

  private static final String ALONE = "rwx------";

  private final Path root;

  CacheFolders(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /** Returns the folder of files by their SHA-256. */
  Path blobs() throws IOException {
    return made("blobs");
  }

  /** Returns the folder of files that are not all there. */
  Path partial() throws IOException {
    return made("partial");
  }

  /** Returns the folder that remembers which hash a file elsewhere has. */
  Path index() throws IOException {
    return made("index");
  }

  /** Returns the folder that remembers what locations stood for. */
  Path places() throws IOException {
    return made("places");
  }

  /** Returns the folder of checkpoints, as links to files. */
  Path snapshots() throws IOException {
    return made("snapshots");
  }

  Path locks() throws IOException {
    return made("locks");
  }

  private Path made(String name) throws IOException {
    Path folder = root.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try {
      boolean isNew = !Files.exists(root);
      Files.createDirectories(root);
      if (isNew && root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(ALONE));
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FetchException(
          String.format(
              "The cache %s cannot be written to (%s). Make it writable, or name another folder in"
                  + " audit.cache.dir.",
              root, e),
          e);
    }
  }

  /** Writes a small file that appears whole, whoever else writes it at the same time. */
  static void write(Path file, String text) throws IOException {
    Path own = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.writeString(own, text, StandardCharsets.UTF_8);
      Files.move(own, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(own);
    }
  }

  /**
   * Gives a file a further name; copies it where the file system has no links. It appears whole.
   *
   * @param file the file
   * @param name its further name, over what is there
   */
  static void link(Path file, Path name) throws IOException {
    Files.createDirectories(name.getParent());
    Path own = name.resolveSibling("." + UUID.randomUUID());
    try {
      try {
        Files.createLink(own, file);
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        Files.copy(file, own, StandardCopyOption.COPY_ATTRIBUTES);
      }
      Files.move(own, name, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(own); // also where both names were one file's already
    }
  }
}
