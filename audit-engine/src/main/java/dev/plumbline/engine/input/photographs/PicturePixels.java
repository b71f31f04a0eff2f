package dev.plumbline.engine.input.photographs;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.nio.file.Path;

/**
 * Makes of a decoded image what a VAE encoder takes: a centred crop, resampled, RGB in [-1, 1].
 *
 * <p>Transparent pixels are laid over white, as viewers show them.
 */
public final class PicturePixels {

  private PicturePixels() {}

  /**
   * Decodes a file and prepares its image, upright.
   *
   * @param file a file that {@link PictureFile} decodes
   * @param height the height wanted in pixels
   * @param width the width wanted in pixels
   * @return [3·height·width] values in [-1, 1], channel by channel
   * @throws PictureFile.Unusable if it is broken, smaller than wanted once it is upright, or larger
   *     than memory has room for
   */
  public static float[] read(Path file, int height, int width) throws PictureFile.Unusable {
    Orientation orientation = Orientation.of(file);
    BufferedImage image =
        orientation.swapsAxes()
            ? PictureFile.read(file, height, width)
            : PictureFile.read(file, width, height);
    try {
      return prepare(image, orientation, height, width);
    } catch (OutOfMemoryError e) {
      throw PictureFile.tooLittleMemory(e);
    }
  }

  /**
   * Prepares an image.
   *
   * @param image the image as it is stored, once turned at least as large as wanted
   * @param orientation how it is turned to be upright
   * @param height the height wanted in pixels
   * @param width the width wanted in pixels
   * @return [3·height·width] values in [-1, 1], channel by channel
   */
  static float[] prepare(BufferedImage image, Orientation orientation, int height, int width) {
    boolean swaps = orientation.swapsAxes();
    int cropWidth = swaps ? image.getHeight() : image.getWidth();
    int cropHeight = swaps ? image.getWidth() : image.getHeight();
    if ((long) cropWidth * height > (long) cropHeight * width) {
      cropWidth = Math.toIntExact((long) cropHeight * width / height);
    } else {
      cropHeight = Math.toIntExact((long) cropWidth * height / width);
    }
    int storedWidth = swaps ? cropHeight : cropWidth;
    int storedHeight = swaps ? cropWidth : cropHeight;
    int left = begin(image.getWidth(), storedWidth, orientation.flipsX());
    int top = begin(image.getHeight(), storedHeight, orientation.flipsY());
    int[][] channels = channels(image, left, top, storedWidth, storedHeight);
    float[] values = new float[3 * height * width];
    int next = 0;
    for (int[] channel : channels) {
      int[] upright = orientation.turn(channel, storedWidth, storedHeight);
      for (int value : BicubicResampler.resample(upright, cropWidth, cropHeight, width, height)) {
        values[next++] = value / 127.5f - 1;
      }
    }
    return values;
  }

  /** Where the crop begins; an odd pixel is left over on the same side of the upright image. */
  private static int begin(int size, int cropped, boolean flipped) {
    int over = size - cropped;
    return flipped ? over - over / 2 : over / 2;
  }

  private static int[][] channels(BufferedImage image, int left, int top, int width, int height) {
    if (image.getColorModel() instanceof ComponentColorModel model
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      return grey(image.getRaster(), model, left, top, width, height);
    }
    int[] red = new int[width * height];
    int[] green = new int[width * height];
    int[] blue = new int[width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(left, top + y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int alpha = row[x] >>> 24;
        red[y * width + x] = overWhite(row[x] >> 16 & 0xFF, alpha, 255);
        green[y * width + x] = overWhite(row[x] >> 8 & 0xFF, alpha, 255);
        blue[y * width + x] = overWhite(row[x] & 0xFF, alpha, 255);
      }
    }
    return new int[][] {red, green, blue};
  }

  /**
   * Takes grey values as they are stored: Java's grey colour space is linear, and its conversion to
   * RGB would brighten the image.
   */
  private static int[][] grey(
      Raster raster, ComponentColorModel model, int left, int top, int width, int height) {
    int largest = model.getTransferType() == DataBuffer.TYPE_USHORT ? 65535 : 255;
    int[] grey = new int[width * height];
    int[] pixel = new int[raster.getNumBands()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.getPixel(left + x, top + y, pixel);
        int alpha = model.hasAlpha() ? pixel[1] : largest;
        int value = overWhite(pixel[0], alpha, largest);
        grey[y * width + x] = Math.round(value * 255f / largest);
      }
    }
    return new int[][] {grey, grey, grey};
  }

  private static int overWhite(int value, int alpha, int largest) {
    return Math.round(((float) value * alpha + (float) largest * (largest - alpha)) / largest);
  }
}
