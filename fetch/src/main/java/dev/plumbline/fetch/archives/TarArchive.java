package dev.plumbline.fetch.archives;

import dev.plumbline.fetch.cache.Blob;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;

/** A tar, as POSIX and GNU write it. One that is packed by gzip is unpacked beside it first. */
final class TarArchive extends Archive {

  private static final int BUFFER = 1 << 16;

  private final TarFile tar;
  private final long bytes;
  private final Optional<Path> scratch;

  TarArchive(Blob blob, String shown) throws IOException {
    this(blob, shown, blob.file(), Optional.empty());
  }

  private TarArchive(Blob blob, String shown, Path file, Optional<Path> scratch)
      throws IOException {
    super(blob, shown);
    this.scratch = scratch;
    this.bytes = Files.size(file);
    try {
      this.tar = new TarFile(file);
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(e);
    }
    boolean isRead = false;
    try {
      read();
      isRead = true;
    } finally {
      if (!isRead) {
        tar.close();
      }
    }
  }

  /** Opens a tar that is packed. */
  static TarArchive packed(Blob blob, String shown, Path scratch) throws IOException {
    boolean isOpen = false;
    try {
      new Packed(blob, shown).unpack(blob, scratch);
      TarArchive opened = new TarArchive(blob, shown, scratch, Optional.of(scratch));
      isOpen = true;
      return opened;
    } finally {
      if (!isOpen) {
        Files.deleteIfExists(scratch);
      }
    }
  }

  /** A tar inside of gzip. */
  private static final class Packed extends Archive {

    Packed(Blob blob, String shown) {
      super(blob, shown);
    }

    void unpack(Blob blob, Path scratch) throws IOException {
      long most = Math.max(SMALL, blob.size() * TIGHTEST);
      long written = 0;
      byte[] buffer = new byte[BUFFER];
      try (InputStream packed = Files.newInputStream(blob.file());
          OutputStream to = Files.newOutputStream(scratch)) {
        InputStream stream = unpacked(packed);
        for (int read = next(stream, buffer); read >= 0; read = next(stream, buffer)) {
          written += read;
          if (written > most) {
            throw refused("its " + blob.size() + " bytes unpack to more than " + most);
          }
          to.write(buffer, 0, read);
        }
      }
    }

    private InputStream unpacked(InputStream packed) throws IOException {
      try {
        return new GZIPInputStream(packed, BUFFER);
      } catch (IOException e) {
        throw damaged(e);
      }
    }

    private int next(InputStream stream, byte[] buffer) throws IOException {
      try {
        return stream.read(buffer);
      } catch (IOException e) {
        throw damaged(e);
      }
    }

    @Override
    public void close() {}
  }

  private void read() throws IOException {
    for (TarArchiveEntry entry : tar.getEntries()) {
      if (!entry.isCheckSumOK()) {
        throw refused("it is damaged or no tar");
      }
      if (entry.isDirectory()) {
        refuseLeaving(entry.getName().replaceFirst("^\\./", ""));
      } else if (isFile(entry)) {
        refuseCutOff(entry);
        add(entry.getName(), entry.getSize(), () -> tar.getInputStream(entry));
      } else {
        throw refused(
            SafePath.shown(entry.getName())
                + " is a link or no file; links are followed with: tar --dereference");
      }
    }
    if (files().isEmpty()) {
      throw refused("it is no tar, or there is nothing in it");
    }
  }

  private static boolean isFile(TarArchiveEntry entry) {
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG -> true;
      default -> false;
    };
  }

  private void refuseCutOff(TarArchiveEntry entry) throws FetchException {
    if (entry.getSize() > bytes - entry.getDataOffset()) {
      throw refused("it is cut off");
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
    if (scratch.isPresent()) {
      Files.deleteIfExists(scratch.get());
    }
  }
}
