package dev.plumbline.fetch.archives;

import dev.plumbline.fetch.cache.Blob;
import dev.plumbline.fetch.plain.SafePath;
import java.io.IOException;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip. What it says of sizes is held against what comes out. */
final class ZipArchive extends Archive {

  private final ZipFile zip;

  ZipArchive(Blob blob, String shown) throws IOException {
    super(blob, shown);
    try {
      zip = new ZipFile(blob.file().toFile());
    } catch (IOException e) {
      throw damaged(e);
    }
    boolean isRead = false;
    try {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        add(entries.nextElement());
      }
      isRead = true;
    } catch (IllegalArgumentException e) { // a name in no character set
      throw damaged(e);
    } finally {
      if (!isRead) {
        zip.close();
      }
    }
  }

  private void add(ZipEntry entry) throws IOException {
    if (entry.isDirectory()) {
      refuseLeaving(entry.getName());
      return;
    }
    long size = entry.getSize();
    if (size > SMALL && size / TIGHTEST > entry.getCompressedSize()) {
      throw refused(
          SafePath.shown(entry.getName()) + " would be " + size + " bytes, packed in far fewer");
    }
    add(entry.getName(), size, () -> zip.getInputStream(entry));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
