package dev.plumbline.engine.input.photographs;

import dev.plumbline.engine.plan.ByteCount;
import dev.plumbline.engine.plan.HeapRoom;
import dev.plumbline.engine.plan.LfsPointer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/** Decodes image files, with care: they come from anywhere. */
public final class PictureFile {

  /** More pixels than any photograph an audit needs, and few enough to decode in memory. */
  static final long LARGEST = 100_000_000;

  private PictureFile() {}

  /** What a pixel takes: as it was decoded, as a number for each channel, turned and scaled. */
  static final int BYTES_PER_PIXEL = 20;

  /** A reason to leave an image out; the message completes "… was left out: ". */
  public static final class Unusable extends Exception {
    public Unusable(String reason) {
      super(reason);
    }

    Unusable(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /**
   * Decodes an image, after its header has said that it is neither too small nor too large.
   *
   * @param file a PNG, JPEG or WebP file
   * @param leastWidth the smallest usable width in pixels
   * @param leastHeight the smallest usable height in pixels
   * @throws Unusable if it is broken or of an unusable size
   */
  public static BufferedImage read(Path file, int leastWidth, int leastHeight) throws Unusable {
    if (LfsPointer.isAt(file)) {
      throw new Unusable("it is a Git LFS pointer, not the picture itself; " + LfsPointer.REMEDY);
    }
    if (!Files.isRegularFile(file)) {
      throw new Unusable("it cannot be opened: there is no such file, or it is not a regular one");
    }
    try {
      Optional<WebpHeader> webp = WebpHeader.read(file);
      if (webp.isPresent()) {
        checkSize(webp.get().width(), webp.get().height(), leastWidth, leastHeight);
      }
      return decode(file, leastWidth, leastHeight);
    } catch (IOException | RuntimeException e) {
      // Decoders answer damaged data with exceptions of every kind.
      throw new Unusable("it cannot be decoded (" + reason(e) + ")", e);
    } catch (OutOfMemoryError e) {
      throw tooLittleMemory(e);
    }
  }

  /** Says of a picture what it is left out for where it alone fills the memory. */
  static Unusable tooLittleMemory(OutOfMemoryError e) {
    return new Unusable(
        "there is too little of Java's memory to decode it; " + HeapRoom.remedy(), e);
  }

  /** Returns how many pixels a file's header speaks of; 0 where it cannot be read. */
  static long pixels(Path file) {
    try (ImageInputStream stream = new PictureStream(file)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        return (long) reader.getWidth(0) * reader.getHeight(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // decoding it tells what is wrong
      return 0;
    }
  }

  private static BufferedImage decode(Path file, int leastWidth, int leastHeight)
      throws IOException, Unusable {
    try (ImageInputStream stream = open(file)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new Unusable("it is not a PNG, JPEG or WebP image");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0), leastWidth, leastHeight);
        checkColours(reader);
        PngData.check(file);
        return decode(reader);
      } finally {
        reader.dispose();
      }
    }
  }

  private static ImageInputStream open(Path file) throws IOException {
    Optional<ImageInputStream> corrected = JpegMarkers.corrected(file);
    return corrected.isPresent() ? corrected.get() : new PictureStream(file);
  }

  private static void checkSize(int width, int height, int leastWidth, int leastHeight)
      throws Unusable {
    if ((long) width * height > LARGEST) {
      throw new Unusable(
          String.format(
              Locale.ROOT,
              "it has %d×%d pixels, more than the %d million that are decoded",
              width,
              height,
              LARGEST / 1_000_000));
    }
    long bytes = (long) width * height * BYTES_PER_PIXEL;
    if (!HeapRoom.ofThisProcess().holds(bytes)) {
      throw new Unusable(
          String.format(
              Locale.ROOT,
              "it has %d×%d pixels, and to decode it takes %s, more than there is of Java's memory;"
                  + " %s",
              width,
              height,
              ByteCount.text(bytes),
              HeapRoom.remedy()));
    }
    if (width < leastWidth || height < leastHeight) {
      throw new Unusable(
          String.format(
              Locale.ROOT,
              "it has %d×%d pixels, and the model needs %d×%d; images are never enlarged",
              width,
              height,
              leastWidth,
              leastHeight));
    }
  }

  /**
   * Four components of a JPEG file are inks. The decoder either has no type for them, or takes the
   * fourth for opacity.
   */
  private static void checkColours(ImageReader reader) throws IOException, Unusable {
    if (!reader.getFormatName().equalsIgnoreCase("JPEG")) {
      return;
    }
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext() || types.next().getNumBands() == 4) {
      throw new Unusable("its colours are CMYK or other inks, not RGB or grey; convert it");
    }
  }

  private static BufferedImage decode(ImageReader reader) throws IOException, Unusable {
    String[] damage = new String[1];
    // The JPEG decoder fills what is missing of a truncated file with grey, and only warns.
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          if (warning.startsWith("Truncated") || warning.startsWith("Corrupt")) {
            damage[0] = warning;
          }
        });
    ImageReadParam parameters = reader.getDefaultReadParam();
    BufferedImage image = reader.read(0, parameters);
    if (damage[0] != null) {
      throw new Unusable("it is damaged (" + damage[0] + ")");
    }
    return image;
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
