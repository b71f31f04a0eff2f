package dev.plumbline.fetch.archives;

import dev.plumbline.fetch.cache.Blob;
import dev.plumbline.fetch.cache.Cache;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import dev.plumbline.fetch.transfer.Checks;
import dev.plumbline.fetch.transfer.Opened;
import dev.plumbline.fetch.transfer.RemoteFile;
import dev.plumbline.fetch.transfer.Source;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * An archive that was fetched. Nothing is unpacked but what is asked for, and that into the cache,
 * under no name of the archive's.
 */
public abstract class Archive implements Closeable {

  private static final int MOST_FILES = 100_000;

  /** Files up to here may be packed as tightly as they like. */
  static final long SMALL = 64L << 20;

  /** How many times smaller than its content anything is packed that is meant. */
  static final long TIGHTEST = 200;

  private final String sha256;
  private final String shown;
  private final Map<String, RemoteFile> files = new TreeMap<>();

  Archive(Blob blob, String shown) {
    this.sha256 = blob.sha256();
    this.shown = shown;
  }

  /** Tells whether a name is one of an archive. */
  public static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".zip") || lower.endsWith(".tar") || isPacked(lower);
  }

  private static boolean isPacked(String lower) {
    return lower.endsWith(".tar.gz") || lower.endsWith(".tgz");
  }

  /**
   * Opens an archive.
   *
   * @param blob the archive
   * @param name its name, whose ending says what it is
   * @param shown where it comes from, for people
   * @param cache has room for what has to be unpacked to be read
   * @throws FetchException if it is none, or holds what leads out of its folder
   */
  public static Archive open(Blob blob, String name, String shown, Cache cache) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".zip")) {
      return new ZipArchive(blob, shown);
    }
    return isPacked(lower)
        ? TarArchive.packed(blob, shown, cache.scratch())
        : new TarArchive(blob, shown);
  }

  /** Returns the files in it. */
  public Map<String, RemoteFile> files() {
    return files;
  }

  /** Reads a file of the archive from its beginning. */
  @FunctionalInterface
  interface Reader {
    InputStream open() throws IOException;
  }

  /** Adds a file. */
  final void add(String name, long size, Reader reader) throws FetchException {
    String path = name.startsWith("./") ? name.substring(2) : name;
    refuseLeaving(path);
    Source source = (offset, validator) -> opened(reader, size);
    RemoteFile file =
        new RemoteFile(
            path,
            shown + ": " + SafePath.shown(path),
            "archive " + sha256 + " " + path,
            true,
            OptionalLong.of(size),
            Checks.NONE,
            source);
    if (files.put(path, file) != null) {
      throw refused("it has " + SafePath.shown(path) + " twice");
    }
    if (files.size() > MOST_FILES) {
      throw refused("it has more than " + MOST_FILES + " files");
    }
  }

  final void refuseLeaving(String path) throws FetchException {
    boolean isLeaving =
        path.startsWith("/") || path.contains("\\") || ("/" + path + "/").contains("/../");
    if (isLeaving) {
      throw refused("its file " + SafePath.shown(path) + " leads out of its folder");
    }
  }

  private Opened opened(Reader reader, long size) throws FetchException {
    try {
      return new Opened(new Unpacked(reader.open()), 0, OptionalLong.of(size), "", Checks.NONE);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  final FetchException damaged(Exception e) {
    return refused("it is damaged or no archive of its kind (" + e.getMessage() + ")");
  }

  final FetchException refused(String why) {
    return new FetchException(
        "The archive " + shown + " is refused: " + why + ". Pack the checkpoint's folder again.");
  }

  /** What is wrong in an archive is so the next time, too. */
  private final class Unpacked extends FilterInputStream {

    Unpacked(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw damaged(e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        throw damaged(e);
      }
    }
  }
}
