package dev.plumbline.fetch.place;

import dev.plumbline.fetch.archives.Archive;
import dev.plumbline.fetch.cache.Blob;
import dev.plumbline.fetch.cache.Cache;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import dev.plumbline.fetch.transfer.Checks;
import dev.plumbline.fetch.transfer.RemoteFile;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One file: a U-Net, or an archive with a checkpoint in it. */
public final class FilePlace implements Place {

  private static final String MODEL = "model.onnx";

  private final RemoteFile file;
  private final Cache cache;
  private final String name;
  private final boolean isArchive;
  private Blob blob;
  private Optional<Archive> archive = Optional.empty();

  /**
   * Makes it; nothing is fetched yet.
   *
   * @param file the file; its path is its name, whose ending says what it is
   * @param cache where it is kept
   * @throws FetchException if it is neither
   */
  public FilePlace(RemoteFile file, Cache cache) throws FetchException {
    this.file = file;
    this.cache = cache;
    this.isArchive = Archive.isOne(file.path());
    boolean isOnnx = file.path().toLowerCase(Locale.ROOT).endsWith(".onnx");
    if (!isArchive && !isOnnx) {
      throw new FetchException(
          file.shown()
              + " is neither an .onnx file nor an archive: expected a name that ends with .onnx,"
              + " .zip, .tar, .tar.gz or .tgz.");
    }
    this.name = SafePath.isSafe(file.path()) && !file.path().contains("/") ? file.path() : MODEL;
  }

  @Override
  public String key() {
    return file.key();
  }

  @Override
  public String shown() {
    return file.shown();
  }

  @Override
  public String standsFor() throws IOException {
    blob = cache.get(file);
    return "sha256 " + blob.sha256();
  }

  @Override
  public String named() {
    return isArchive ? "" : name;
  }

  @Override
  public Map<String, RemoteFile> files() throws IOException {
    if (isArchive) {
      archive = Optional.of(Archive.open(blob, file.path(), file.shown(), cache));
      return archive.get().files();
    }
    return Map.of(
        name,
        new RemoteFile(
            name,
            file.shown(),
            file.key(),
            file.isFixed(),
            OptionalLong.of(blob.size()),
            Checks.of(Checks.Kind.SHA256, blob.sha256()),
            file.source()));
  }

  @Override
  public void close() throws IOException {
    if (archive.isPresent()) {
      archive.get().close();
    }
  }
}
