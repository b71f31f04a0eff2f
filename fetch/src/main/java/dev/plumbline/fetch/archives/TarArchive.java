package dev.plumbline.fetch.archives;

import dev.plumbline.fetch.cache.Blob;
import dev.plumbline.fetch.plain.SafePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** A tar, as POSIX and GNU write it. One that is packed by gzip is unpacked beside it first. */
final class TarArchive extends Archive {

  private static final int BLOCK = 512;
  private static final int LONGEST_HEADER = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final FileChannel tar;
  private final Optional<Path> scratch;

  TarArchive(Blob blob, String shown) throws IOException {
    this(blob, shown, blob.file(), Optional.empty());
  }

  private TarArchive(Blob blob, String shown, Path file, Optional<Path> scratch)
      throws IOException {
    super(blob, shown);
    this.scratch = scratch;
    this.tar = FileChannel.open(file, StandardOpenOption.READ);
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
    long at = 0;
    String longName = "";
    long longSize = -1;
    while (at + BLOCK <= tar.size()) {
      byte[] header = bytes(at, BLOCK);
      if (isEmpty(header)) {
        return;
      }
      refuseWrongSum(header);
      char type = (char) (header[156] & 0xFF);
      long size = longSize >= 0 && type != 'x' ? longSize : number(header, 124, 12);
      long content = at + BLOCK;
      if (size < 0 || size > tar.size() - content) {
        throw refused("it is cut off");
      }
      String name = longName.isEmpty() ? name(header) : longName;
      switch (type) {
        case 'x' -> {
          String fields = text(content, size);
          longName = field(fields, "path").orElse(longName);
          longSize = field(fields, "size").map(TarArchive::parsed).orElse(longSize);
        }
        case 'L' -> longName = cut(text(content, size));
        case 'g', 'K' -> {} // of all files, or of a link
        case '5' -> refuseLeaving(name.replaceFirst("^\\./", ""));
        case '0', '\0', '7' -> add(name, size, () -> new Part(tar, content, size));
        default ->
            throw refused(
                SafePath.shown(name)
                    + " is a link or no file; links are followed with: tar --dereference");
      }
      if (type != 'x' && type != 'L' && type != 'g' && type != 'K') {
        longName = "";
        longSize = -1;
      }
      at = content + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    if (files().isEmpty()) {
      throw refused("it is no tar, or there is nothing in it");
    }
  }

  private byte[] bytes(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (tar.read(bytes, at + bytes.position()) < 0) {
        throw refused("it is cut off");
      }
    }
    return bytes.array();
  }

  private String text(long at, long size) throws IOException {
    if (size > LONGEST_HEADER) {
      throw refused("a name in it is longer than any");
    }
    return new String(bytes(at, (int) size), StandardCharsets.UTF_8);
  }

  private static boolean isEmpty(byte[] header) {
    for (byte one : header) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the header's bytes, those of the sum itself taken for blanks. */
  private void refuseWrongSum(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
    }
    if (sum != number(header, 148, 8)) {
      throw refused("it is damaged or no tar");
    }
  }

  private static String name(byte[] header) {
    String name = cut(new String(header, 0, 100, StandardCharsets.UTF_8));
    boolean isPosix = new String(header, 257, 6, StandardCharsets.US_ASCII).equals("ustar\0");
    String prefix = isPosix ? cut(new String(header, 345, 155, StandardCharsets.UTF_8)) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String cut(String text) {
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  /** A number in octal digits; where the first bit is set, the rest are the number itself. */
  private static long number(byte[] header, int at, int length) {
    if ((header[at] & 0x80) != 0) {
      long number = header[at] & 0x7F;
      for (int i = at + 1; i < at + length; i++) {
        if (number >= 1L << 54) {
          return -1;
        }
        number = (number << 8) | (header[i] & 0xFF);
      }
      return number;
    }
    String digits = cut(new String(header, at, length, StandardCharsets.US_ASCII)).strip();
    return digits.matches("[0-7]{1,20}") ? Long.parseLong(digits, 8) : digits.isEmpty() ? 0 : -1;
  }

  private static long parsed(String digits) {
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : Long.MAX_VALUE;
  }

  /** Finds a field among lines of a length, a blank, a name, an equals sign and a value. */
  private static Optional<String> field(String header, String name) {
    for (String line : header.split("\n", -1)) {
      int blank = line.indexOf(' ');
      if (line.startsWith(name + "=", blank + 1)) {
        return Optional.of(line.substring(blank + name.length() + 2));
      }
    }
    return Optional.empty();
  }

  /** A part of a file. */
  private static final class Part extends InputStream {

    private final FileChannel file;
    private long at;
    private long left;

    Part(FileChannel file, long at, long size) {
      this.file = file;
      this.at = at;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int wanted = (int) Math.min(length, left);
      int read = file.read(ByteBuffer.wrap(bytes, offset, wanted), at);
      at += Math.max(0, read);
      left -= Math.max(0, read);
      return read;
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
