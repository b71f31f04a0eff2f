package dev.plumbline.engine.input.photographs;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * How a stored image is turned to be upright: cameras store what the sensor saw, and note how they
 * were held.
 *
 * @param swapsAxes whether columns are stored as rows
 * @param flipsX whether the stored image is mirrored left to right
 * @param flipsY whether the stored image is mirrored top to bottom
 */
record Orientation(boolean swapsAxes, boolean flipsX, boolean flipsY) {

  /** Stored as it is seen. */
  static final Orientation UPRIGHT = new Orientation(false, false, false);

  /** EXIF's values from 1 on. */
  private static final List<Orientation> EXIF =
      List.of(
          UPRIGHT,
          new Orientation(false, true, false),
          new Orientation(false, true, true),
          new Orientation(false, false, true),
          new Orientation(true, false, false),
          new Orientation(true, false, true),
          new Orientation(true, true, true),
          new Orientation(true, true, false));

  /**
   * Reads the orientation from a JPEG file's EXIF data. Without any that can be read, and in other
   * formats, an image is upright.
   *
   * @param file the image
   */
  static Orientation of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".jpg") && !name.endsWith(".jpeg")) {
      return UPRIGHT;
    }
    try (ImageInputStream stream = new PictureStream(file)) {
      List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(stream, JPEG.APP1, "Exif");
      return segments.isEmpty() ? UPRIGHT : ofExif(segments.get(0));
    } catch (IOException | RuntimeException e) {
      return UPRIGHT; // whether the picture itself is damaged is found out by decoding it
    }
  }

  private static Orientation ofExif(JPEGSegment segment) throws IOException {
    InputStream data = segment.data();
    data.skipNBytes(1); // the identifier's second zero; places are counted from behind it
    try (ImageInputStream exif = new MemoryCacheImageInputStream(data)) {
      Directory directory = new TIFFReader().read(exif);
      Entry entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
      return entry != null && entry.getValue() instanceof Number number
          ? EXIF.get(number.intValue() - 1)
          : UPRIGHT;
    }
  }

  /**
   * Turns one channel.
   *
   * @param stored the channel as it is stored, row by row
   * @param width its width as stored
   * @param height its height as stored
   * @return the channel upright; where the axes are swapped its width is the stored height
   */
  int[] turn(int[] stored, int width, int height) {
    if (equals(UPRIGHT)) {
      return stored;
    }
    int[] upright = new int[stored.length];
    int uprightWidth = swapsAxes ? height : width;
    for (int i = 0; i < upright.length; i++) {
      int across = i % uprightWidth;
      int down = i / uprightWidth;
      int x = swapsAxes ? down : across;
      int y = swapsAxes ? across : down;
      upright[i] = stored[(flipsY ? height - 1 - y : y) * width + (flipsX ? width - 1 - x : x)];
    }
    return upright;
  }
}
