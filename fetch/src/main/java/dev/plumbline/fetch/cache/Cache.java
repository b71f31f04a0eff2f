package dev.plumbline.fetch.cache;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.Hex;
import dev.plumbline.fetch.transfer.Download;
import dev.plumbline.fetch.transfer.Progress;
import dev.plumbline.fetch.transfer.RemoteFile;
import dev.plumbline.fetch.transfer.Waits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Files by their content. A file is in it once, whole, and under the name that its SHA-256 is. All
 * have the same time of change; one that has another was written to since, and is hashed again
 * before it is used.
 */
public final class Cache {

  /** The time of change of all files: any, of whole seconds, which every file system keeps. */
  private static final FileTime UNTOUCHED = FileTime.fromMillis(1_000_000_000_000L);

  private static final String READ_ONLY = "r--------";
  private static final int BLOCK = 1 << 16;

  private final CacheFolders folders;
  private final Waits waits;
  private final Consumer<String> lines;
  private final Progress progress;

  /**
   * Makes a cache; nothing is touched yet.
   *
   * @param root its folder
   * @param waits how patient fetching is
   * @param lines takes lines for people who wait
   * @param progress told how far files are
   */
  public Cache(Path root, Waits waits, Consumer<String> lines, Progress progress) {
    this.folders = new CacheFolders(root);
    this.waits = waits;
    this.lines = lines;
    this.progress = progress;
  }

  CacheFolders folders() {
    return folders;
  }

  /** Does something that only one does at a time. */
  @FunctionalInterface
  public interface Alone<T> {

    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Does something while no other thread or process does something with the same key.
   *
   * @param key what is locked
   * @param alone what is done
   */
  public <T> T alone(String key, Alone<T> alone) throws IOException {
    CacheLock lock =
        CacheLock.take(
            folders.locks(),
            key,
            () -> lines.accept("another run fetches the same; waiting for it"));
    try {
      return alone.run();
    } finally {
      lock.close();
    }
  }

  /**
   * Returns a file's content, and fetches it if it is not here.
   *
   * @param file the file
   * @throws FetchException if it cannot be had
   */
  public Blob get(RemoteFile file) throws IOException {
    Optional<Blob> there = known(file);
    if (there.isPresent()) {
      return there.get();
    }
    String name = Hex.sha256(file.checks().sha256().orElse(file.key()));
    return alone(
        name,
        () -> {
          Optional<Blob> meanwhile = known(file); // another one may have fetched it
          return meanwhile.isPresent()
              ? meanwhile.get()
              : fetch(file, folders.partial().resolve(name));
        });
  }

  private Blob fetch(RemoteFile file, Path part) throws IOException {
    try {
      Download.Result result = new Download(file, part, waits, progress).run();
      Path blob = folders.blobs().resolve(result.sha256());
      keep(part, blob);
      Files.deleteIfExists(part.resolveSibling(part.getFileName() + ".called"));
      if (file.isFixed() || !result.validator().isEmpty()) {
        remember(file.key(), result);
      }
      return new Blob(result.sha256(), result.size(), blob);
    } catch (FileSystemException e) {
      throw new FetchException(
          String.format(
              "%s cannot be kept in the cache %s (%s). Make it writable, with room, or name another"
                  + " folder in audit.cache.dir.",
              file.shown(), folders.root(), e),
          e);
    }
  }

  private static void keep(Path part, Path blob) throws IOException {
    if (blob.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(READ_ONLY));
    }
    Files.setLastModifiedTime(part, UNTOUCHED);
    Files.move(part, blob, StandardCopyOption.ATOMIC_MOVE);
  }

  private Optional<Blob> known(RemoteFile file) throws IOException {
    Optional<String> said = file.checks().sha256();
    if (said.isPresent()) {
      return blob(said.get(), file.size());
    }
    Optional<Download.Result> remembered = remembered(file.key());
    if (remembered.isEmpty()) {
      return Optional.empty();
    }
    Download.Result result = remembered.get();
    Optional<Blob> blob = blob(result.sha256(), OptionalLong.of(result.size()));
    boolean isSame =
        blob.isPresent()
            && (file.isFixed()
                || waits.retry(file.shown(), () -> file.source().isStill(result.validator())));
    return isSame ? blob : Optional.empty();
  }

  /** Tells whether nobody has written to a file, or a copy of it, since it was kept. */
  static boolean isUntouched(Path file) throws IOException {
    return Files.getLastModifiedTime(file).equals(UNTOUCHED);
  }

  /**
   * Finds a file.
   *
   * @param sha256 its SHA-256
   * @param size how long it is, if that is known
   * @return it, if it is here and nobody has changed it
   */
  public Optional<Blob> blob(String sha256, OptionalLong size) throws IOException {
    Path file = folders.blobs().resolve(sha256);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    long has = Files.size(file);
    boolean isRight =
        (size.isEmpty() || size.getAsLong() == has) && (isUntouched(file) || hashes(file, sha256));
    if (!isRight) {
      lines.accept("a file of the cache was changed, and is fetched again: " + file);
      Files.deleteIfExists(file);
      return Optional.empty();
    }
    return Optional.of(new Blob(sha256, has, file));
  }

  private static boolean hashes(Path file, String sha256) throws IOException {
    MessageDigest digest = Hex.digest("SHA-256");
    byte[] block = new byte[BLOCK];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int read = stream.read(block); read >= 0; read = stream.read(block)) {
        digest.update(block, 0, read);
      }
    }
    boolean isRight = Hex.of(digest.digest()).equals(sha256);
    if (isRight) {
      Files.setLastModifiedTime(file, UNTOUCHED);
    }
    return isRight;
  }

  private Path indexed(String key) throws IOException {
    return folders.index().resolve(Hex.sha256(key));
  }

  private void remember(String key, Download.Result result) throws IOException {
    CacheFolders.write(
        indexed(key), result.sha256() + "\n" + result.size() + "\n" + result.validator() + "\n");
  }

  private Optional<Download.Result> remembered(String key) throws IOException {
    Path file = indexed(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String[] lines = Files.readString(file, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length < 3 || !Hex.isSha256(lines[0]) || !lines[1].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(new Download.Result(lines[0], Long.parseLong(lines[1]), lines[2]));
  }

  /**
   * Lends a new file name in the cache, for what is made here and used while it is open.
   *
   * @throws IOException if there is no folder for it
   */
  public Path scratch() throws IOException {
    return folders.partial().resolve("scratch-" + UUID.randomUUID());
  }
}
