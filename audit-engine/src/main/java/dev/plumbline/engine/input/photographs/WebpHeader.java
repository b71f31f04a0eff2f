package dev.plumbline.engine.input.photographs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What the headers of a WebP file say. The decoder is not asked: it fills what is missing of a file
 * that was cut off, and believes a header whose picture has another size.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 */
record WebpHeader(int width, int height) {

  private static final int CHUNK_HEADER = 8;
  private static final int FIRST_CHUNK = 12;
  private static final int ANIMATION = 0x02;
  private static final int LOSSLESS_SIGNATURE = 0x2F;
  private static final int KEY_FRAME_CODE = 0x2A019D;

  /** Enough of a chunk to know the size of what it holds. */
  private static final int LARGEST_START = 10;

  private static final int MOST_ZEROS = 64;
  private static final int PIXELS_PER_ZERO = 1000;

  /** Any number of chunks may stand before the picture; no real file has so many. */
  private static final int MOST_CHUNKS = 1000;

  /**
   * Reads the headers.
   *
   * @param file any file
   * @return the picture's size; empty if this is no WebP file
   * @throws PictureFile.Unusable if it is cut off, an animation, or contradicts itself
   * @throws IOException if it cannot be read
   */
  static Optional<WebpHeader> read(Path file) throws IOException, PictureFile.Unusable {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = bytes(channel, 0, FIRST_CHUNK);
      if (start.remaining() < FIRST_CHUNK
          || !text(start, 0).equals("RIFF")
          || !text(start, 8).equals("WEBP")) {
        return Optional.empty();
      }
      long end = CHUNK_HEADER + Integer.toUnsignedLong(start.getInt(4));
      if (end > channel.size()) {
        throw new PictureFile.Unusable(
            String.format(
                "it is damaged (it has %d of the %d bytes that it speaks of)",
                channel.size(), end));
      }
      return Optional.of(picture(channel, end));
    }
  }

  private static WebpHeader picture(FileChannel channel, long end)
      throws IOException, PictureFile.Unusable {
    Optional<WebpHeader> canvas = Optional.empty();
    long at = FIRST_CHUNK;
    for (int chunk = 0; chunk < MOST_CHUNKS && at + CHUNK_HEADER <= end; chunk++) {
      ByteBuffer header = bytes(channel, at, CHUNK_HEADER);
      long size = Integer.toUnsignedLong(header.getInt(4));
      at += CHUNK_HEADER;
      if (at + size > end) {
        throw new PictureFile.Unusable("it is damaged (a part of it reaches beyond its end)");
      }
      ByteBuffer content = bytes(channel, at, (int) Math.min(size, LARGEST_START));
      switch (text(header, 0)) {
        case "VP8X" -> canvas = Optional.of(canvas(content));
        case "VP8L" -> {
          return whole(channel, at + size, consistent(lossless(content), canvas));
        }
        case "VP8 " -> {
          return whole(channel, at + size, consistent(lossy(content), canvas));
        }
        default -> {
          // transparency, a colour profile and the like do not change the size
        }
      }
      at += size + size % 2;
    }
    throw new PictureFile.Unusable("it is damaged (there is no picture in it)");
  }

  /**
   * Refuses a picture whose tail is zero, as interrupted downloads leave it. The format has no
   * checksum, and the decoder reads zeros as it reads anything. Pictures of one colour do end in
   * some, 0.1 for a thousand pixels; ten times as many, and no picture's data look like that.
   */
  private static WebpHeader whole(FileChannel channel, long end, WebpHeader picture)
      throws IOException, PictureFile.Unusable {
    long most = MOST_ZEROS + (long) picture.width * picture.height / PIXELS_PER_ZERO;
    if (most < end) {
      ByteBuffer tail = bytes(channel, end - most, (int) most);
      while (tail.hasRemaining() && tail.get() == 0) {
        // until one is not zero
        if (!tail.hasRemaining()) {
          throw new PictureFile.Unusable("it is damaged (its tail is nothing but zeros)");
        }
      }
    }
    return picture;
  }

  private static WebpHeader canvas(ByteBuffer content) throws PictureFile.Unusable {
    require(content, 10);
    if ((content.get(0) & ANIMATION) != 0) {
      throw new PictureFile.Unusable("it is an animation");
    }
    return new WebpHeader(1 + threeBytes(content, 4), 1 + threeBytes(content, 7));
  }

  private static WebpHeader lossless(ByteBuffer content) throws PictureFile.Unusable {
    require(content, 5);
    int sizes = content.getInt(1);
    if (content.get(0) != LOSSLESS_SIGNATURE) {
      throw new PictureFile.Unusable("it is damaged (its picture does not begin as one)");
    }
    return new WebpHeader(1 + (sizes & 0x3FFF), 1 + ((sizes >> 14) & 0x3FFF));
  }

  private static WebpHeader lossy(ByteBuffer content) throws PictureFile.Unusable {
    require(content, 10);
    if (threeBytes(content, 3) != KEY_FRAME_CODE) {
      throw new PictureFile.Unusable("it is damaged (its picture does not begin as one)");
    }
    return new WebpHeader(content.getShort(6) & 0x3FFF, content.getShort(8) & 0x3FFF);
  }

  private static WebpHeader consistent(WebpHeader picture, Optional<WebpHeader> canvas)
      throws PictureFile.Unusable {
    if (canvas.isPresent() && !canvas.get().equals(picture)) {
      throw new PictureFile.Unusable(
          String.format(
              "it is damaged (its header says %d×%d pixels, its picture has %d×%d)",
              canvas.get().width, canvas.get().height, picture.width, picture.height));
    }
    return picture;
  }

  private static void require(ByteBuffer content, int size) throws PictureFile.Unusable {
    if (content.remaining() < size) {
      throw new PictureFile.Unusable("it is damaged (a header in it is too short)");
    }
  }

  private static int threeBytes(ByteBuffer from, int at) {
    return (from.getShort(at) & 0xFFFF) | ((from.get(at + 2) & 0xFF) << 16);
  }

  private static String text(ByteBuffer from, int at) {
    byte[] letters = new byte[4];
    from.get(at, letters);
    return new String(letters, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // until it is full, or the file ends
    }
    return bytes.flip();
  }
}
