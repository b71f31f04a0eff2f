package dev.plumbline.engine.input.photographs;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether a PNG file is whole. The decoder is not asked: it passes over checksums, and leaves black
 * what is missing where a file's tail is not cut off but zero, as interrupted downloads leave it.
 */
final class PngData {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int HEADER_BYTES = 13;
  private static final int BLOCK = 1 << 16;

  /** First column and row of each of an interlaced picture's passes, and the steps. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final DataInputStream file;
  private final byte[] block = new byte[BLOCK];
  private final byte[] inflated = new byte[BLOCK];
  private final Inflater inflater;
  private long missing;

  private PngData(DataInputStream file, Inflater inflater) {
    this.file = file;
    this.inflater = inflater;
  }

  /**
   * Reads a file to its end and refuses it if it is damaged.
   *
   * @param file any file; one that is not PNG passes
   * @throws PictureFile.Unusable if a checksum is wrong, or something is missing
   * @throws IOException if it cannot be read
   */
  static void check(Path file) throws IOException, PictureFile.Unusable {
    try (DataInputStream stream =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!Arrays.equals(stream.readNBytes(SIGNATURE.length), SIGNATURE)) {
        return;
      }
      Inflater inflater = new Inflater();
      try {
        new PngData(stream, inflater).chunks();
      } finally {
        inflater.end();
      }
    } catch (EOFException e) {
      throw damaged("it is cut off");
    } catch (DataFormatException e) {
      throw damaged("its picture cannot be unpacked");
    }
  }

  private void chunks() throws IOException, DataFormatException, PictureFile.Unusable {
    String type = "";
    while (!type.equals("IEND")) {
      long length = Integer.toUnsignedLong(file.readInt());
      byte[] name = new byte[4];
      file.readFully(name);
      type = new String(name, StandardCharsets.ISO_8859_1);
      if (!type.matches("[A-Za-z]{4}")) {
        throw damaged("where a part of it should begin is none");
      }
      if (Character.isLowerCase(type.charAt(0))) {
        file.skipNBytes(length + Integer.BYTES); // not needed to show the picture
      } else {
        chunk(type, name, length);
      }
    }
    if (missing > 0) {
      throw damaged("a part of its picture is missing");
    }
  }

  private void chunk(String type, byte[] name, long length)
      throws IOException, DataFormatException, PictureFile.Unusable {
    CRC32 checksum = new CRC32();
    checksum.update(name);
    for (long left = length; left > 0; ) {
      int here = (int) Math.min(left, BLOCK);
      file.readFully(block, 0, here);
      checksum.update(block, 0, here);
      if (type.equals("IHDR") && length == HEADER_BYTES) {
        missing = bytes();
      } else if (type.equals("IDAT")) {
        unpack(here);
      }
      left -= here;
    }
    if (file.readInt() != (int) checksum.getValue()) {
      throw damaged("the checksum of a part of it is wrong");
    }
  }

  private void unpack(int count) throws DataFormatException {
    inflater.setInput(block, 0, count);
    while (missing > 0 && !inflater.needsInput() && !inflater.finished()) {
      int here = inflater.inflate(inflated);
      missing -= here;
      if (here == 0 && inflater.needsDictionary()) {
        throw new DataFormatException("a dictionary is needed");
      }
    }
  }

  /** Returns how many bytes the picture has, unpacked, by the header that is in the block. */
  private long bytes() {
    int bitsPerPixel = block[8] * samples(block[9]);
    int width = number(0);
    int height = number(4);
    if (block[12] == 0) {
      return bytes(width, height, bitsPerPixel);
    }
    long sum = 0;
    for (int[] pass : PASSES) {
      sum +=
          bytes(
              ((long) width - pass[0] + pass[2] - 1) / pass[2],
              ((long) height - pass[1] + pass[3] - 1) / pass[3],
              bitsPerPixel);
    }
    return sum;
  }

  private static long bytes(long width, long height, int bitsPerPixel) {
    return width <= 0 || height <= 0 ? 0 : height * (1 + (width * bitsPerPixel + 7) / 8);
  }

  private static int samples(byte colourType) {
    return switch (colourType) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  private int number(int at) {
    return ((block[at] & 0xFF) << 24)
        | ((block[at + 1] & 0xFF) << 16)
        | ((block[at + 2] & 0xFF) << 8)
        | (block[at + 3] & 0xFF);
  }

  private static PictureFile.Unusable damaged(String how) {
    return new PictureFile.Unusable("it is damaged (" + how + ")");
  }
}
