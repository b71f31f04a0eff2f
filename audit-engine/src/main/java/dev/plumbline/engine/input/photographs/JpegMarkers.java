package dev.plumbline.engine.input.photographs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * What the markers before a JPEG file's first scan say of its colours. The decoder is not asked: of
 * files without a marker that says it, it takes some for RGB that libjpeg, and with it other
 * programs, read as YCbCr; and some with markers that contradict each other it does not read.
 */
final class JpegMarkers {

  private static final int SOI = 0xD8;
  private static final int SOS = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP14 = 0xEE;
  private static final int BYTES_OF_SOI = 2;

  private static final int RGB = 0;
  private static final int YCBCR = 1;
  private static final int NONE = -1;

  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final int LEAST_ADOBE = 12;
  private static final int ADOBE_TRANSFORM = 11;
  private static final int LEAST_JFIF = 14;

  /** More than the largest colour profile and a preview take. */
  private static final int LARGEST = 64 << 20;

  /** The segments that say nothing of colours, as they are in the file. */
  private final ByteArrayOutputStream others = new ByteArrayOutputStream();

  private boolean jfif;
  private int adobe = NONE;
  private int[] components = {};
  private long scan;

  private JpegMarkers() {}

  /**
   * Opens a file whose colours the decoder would not read as libjpeg does, with a marker by which
   * it does.
   *
   * @param file any file
   * @return the file, to be closed; empty where it can be read as it is, or is no JPEG file whose
   *     segments can be followed, of which the decoder says what is wrong
   * @throws IOException if it cannot be read
   */
  static Optional<ImageInputStream> corrected(Path file) throws IOException {
    JpegMarkers markers = new JpegMarkers();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (!markers.follow(channel) || !markers.areMisread()) {
        return Optional.empty();
      }
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    channel.position(markers.scan);
    return Optional.of(
        new Closing(
            new SequenceInputStream(
                new ByteArrayInputStream(markers.start()), Channels.newInputStream(channel))));
  }

  /** Follows the segments to the first scan, and returns whether that could be done. */
  private boolean follow(FileChannel channel) throws IOException {
    byte[] start = bytes(channel, 0, BYTES_OF_SOI);
    if (start.length < BYTES_OF_SOI || (start[0] & 0xFF) != 0xFF || (start[1] & 0xFF) != SOI) {
      return false;
    }
    scan = BYTES_OF_SOI;
    while (scan < LARGEST) {
      byte[] head = bytes(channel, scan, 4);
      if (head.length < 4 || (head[0] & 0xFF) != 0xFF) {
        return false;
      }
      int marker = head[1] & 0xFF;
      if (marker == SOS) {
        return true;
      }
      if (marker == 0xFF) { // any number of these may stand before a marker
        scan++;
        continue;
      }
      int length = 2 + (((head[2] & 0xFF) << 8) | (head[3] & 0xFF));
      byte[] segment = bytes(channel, scan, length);
      if (length < 4 || segment.length < length) {
        return false;
      }
      add(marker, segment);
      scan += length;
    }
    return false;
  }

  private void add(int marker, byte[] segment) {
    byte[] content = Arrays.copyOfRange(segment, 4, segment.length);
    if (marker == APP0 && content.length >= LEAST_JFIF && startsWith(content, JFIF)) {
      jfif = true;
    } else if (marker == APP14 && content.length >= LEAST_ADOBE && startsWith(content, ADOBE)) {
      adobe = content[ADOBE_TRANSFORM] & 0xFF;
    } else {
      others.writeBytes(segment);
      if (isFrame(marker) && content.length >= 6 && content.length >= 6 + 3 * (content[5] & 0xFF)) {
        components = new int[content[5] & 0xFF];
        Arrays.setAll(components, i -> content[6 + 3 * i] & 0xFF);
      }
    }
  }

  /** Markers C0 to CF begin a frame, but for those of tables (C4, CC) and an extension (C8). */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean startsWith(byte[] content, byte[] start) {
    return Arrays.equals(content, 0, start.length, start, 0, start.length);
  }

  /** JFIF's marker alone, or Adobe's with 0 or 1, say the same to the decoder as to libjpeg. */
  private boolean areMisread() {
    return components.length == 3
        && adobe != YCBCR
        && !(jfif && adobe == NONE)
        && !(!jfif && adobe == RGB);
  }

  /**
   * Whether the components are luminance and colour differences, by libjpeg's rule: JFIF's always
   * are, else Adobe's marker says it; without either they are, unless their ids are the letters of
   * red, green and blue.
   */
  private boolean areYcbcr() {
    if (jfif) {
      return true;
    }
    return adobe == NONE ? !Arrays.equals(components, new int[] {'R', 'G', 'B'}) : adobe != RGB;
  }

  /** What comes before the scan, with an Adobe marker in the place of those that were there. */
  private byte[] start() {
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    start.writeBytes(new byte[] {(byte) 0xFF, (byte) SOI, (byte) 0xFF, (byte) APP14, 0, 14});
    start.writeBytes(ADOBE);
    start.writeBytes(new byte[] {0, 100, 0, 0, 0, 0, (byte) (areYcbcr() ? YCBCR : RGB)});
    start.writeBytes(others.toByteArray());
    return start.toByteArray();
  }

  /** Closes what it reads with itself, as a stream over a file does. */
  private static final class Closing extends MemoryCacheImageInputStream {

    private final SequenceInputStream source;

    Closing(SequenceInputStream source) {
      super(source);
      this.source = source;
    }

    @Override
    public void close() throws IOException {
      super.close();
      source.close();
    }
  }

  private static byte[] bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // until it is full, or the file ends
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
