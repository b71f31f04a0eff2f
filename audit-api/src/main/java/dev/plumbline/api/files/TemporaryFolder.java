package dev.plumbline.api.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder that is there while the process needs it: new, readable to its user alone, and deleted
 * when it is closed, or when the process ends. A process that is killed leaves it behind; the next
 * one that makes a folder of the kind deletes it, since the lock that it held is then free.
 */
public final class TemporaryFolder implements Closeable {

  /** The file in the folder that is locked by the process whose it is. */
  static final String LOCK = "plumbline.lock";

  /**
   * The folders of this process. Their locks must not be opened: to close them again frees them.
   */
  private static final Map<Path, TemporaryFolder> OWN = new LinkedHashMap<>();

  private static boolean isWatched;

  private final Path path;
  private final FileChannel lock;

  private TemporaryFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes a folder, and deletes those of its kind that killed processes have left.
   *
   * @param parent the folder it is made in, which is made if there is none
   * @param prefix how its name begins, which says its kind
   * @throws IOException if it cannot be made
   */
  public static TemporaryFolder make(Path parent, String prefix) throws IOException {
    Files.createDirectories(parent);
    return adopt(Files.createTempDirectory(parent, prefix), prefix);
  }

  /**
   * Takes a folder that something else in this process has just made, to be deleted with it, and
   * deletes those of its kind that killed processes have left.
   *
   * @param folder the folder
   * @param prefix how its name begins, which says its kind
   * @throws IOException if it cannot be locked
   */
  public static TemporaryFolder adopt(Path folder, String prefix) throws IOException {
    TemporaryFolder adopted = new TemporaryFolder(folder, lock(folder));
    synchronized (OWN) {
      OWN.put(folder.toRealPath(), adopted);
      if (!isWatched) {
        isWatched = true;
        watch();
      }
    }
    deleteLeftovers(folder, prefix);
    return adopted;
  }

  private static void watch() {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(TemporaryFolder::closeAll));
    } catch (IllegalStateException e) {
      return; // the process ends already, and the next one deletes what it leaves
    }
  }

  private static void closeAll() {
    List<TemporaryFolder> all;
    synchronized (OWN) {
      all = List.copyOf(OWN.values());
    }
    all.forEach(TemporaryFolder::close);
  }

  /** The lock appears locked, so that nobody finds it free before it is. */
  private static FileChannel lock(Path folder) throws IOException {
    Path part = folder.resolve(LOCK + AtomicFile.PART);
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      Files.move(part, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Deletes the folders beside one that are its user's, and whose processes have ended. */
  private static void deleteLeftovers(Path beside, String prefix) {
    Path parent = beside.toAbsolutePath().getParent();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
      UserPrincipal user = Files.getOwner(beside);
      for (Path folder : folders) {
        if (user.equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)) && isAbandoned(folder)) {
          delete(folder);
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      return; // they take room only, and the next process tries again
    }
  }

  private static boolean isAbandoned(Path folder) throws IOException {
    Path file = folder.resolve(LOCK);
    boolean isOfTheKind =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    if (!isOfTheKind) {
      return false;
    }
    synchronized (OWN) {
      if (OWN.containsKey(folder.toRealPath())) {
        return false;
      }
    }
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /** Returns the folder. */
  public Path path() {
    return path;
  }

  /** Deletes the folder with all that is in it. What cannot be deleted, a later process tries. */
  @Override
  public void close() {
    synchronized (OWN) {
      OWN.values().remove(this);
    }
    delete(path);
    try {
      lock.close();
    } catch (IOException e) {
      return; // the system unlocks it when the process ends
    }
  }

  /** Deletes a folder, its lock last of all; of links it follows none. */
  private static void delete(Path folder) {
    Path locked = folder.resolve(LOCK);
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> innermostFirst =
          files
              .filter(file -> !file.equals(folder) && !file.equals(locked))
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path file : innermostFirst) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(locked);
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException e) {
      return; // the lock is there still
    }
  }
}
