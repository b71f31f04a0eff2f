package dev.plumbline.engine.input;

import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.input.photographs.ImageFolder;
import dev.plumbline.engine.input.photographs.PictureFile;
import dev.plumbline.engine.input.photographs.PicturePixels;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SizeLimits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Small pictures of the part of a photograph that the U-Net sees, for reports. They are made when
 * they are asked for; nothing is kept.
 */
public final class Thumbnails {

  /** The longer side in pixels. */
  static final int SIZE = 128;

  private final Optional<Path> folder;
  private Map<String, Path> files;
  private final int height;
  private final int width;
  private final int margin;

  Thumbnails(Optional<Path> folder, int height, int width, int margin) {
    this.folder = folder;
    this.height = height;
    this.width = width;
    this.margin = margin;
  }

  /**
   * Makes the thumbnails of a run.
   *
   * @param inputs what the user wanted the U-Net to be run on
   * @param used what it is run on
   */
  public static Thumbnails of(Inputs inputs, InputSet used) {
    return new Thumbnails(
        inputs.latents().isPresent() ? Optional.empty() : Optional.of(inputs.images()),
        used.height(),
        used.width(),
        used.margin());
  }

  /** Writes which part of photographs is shown. */
  public void write(StateWriter to) throws IOException {
    to.writeLong(height);
    to.writeLong(width);
    to.writeLong(margin);
  }

  /**
   * Reads which part of photographs is shown.
   *
   * @param from gives it
   * @param inputs what the user wanted the U-Net to be run on
   */
  public static Thumbnails read(StateReader from, Inputs inputs) throws IOException {
    return new Thumbnails(
        inputs.latents().isPresent() ? Optional.empty() : Optional.of(inputs.images()),
        (int) from.readLong(1, SizeLimits.SIZE),
        (int) from.readLong(1, SizeLimits.SIZE),
        (int) from.readLong(0, SizeLimits.SIZE));
  }

  /**
   * Makes a picture.
   *
   * @param image the image's name, its path below the image folder
   * @return the picture, 128 pixels on its longer side; empty where latents are not of photographs,
   *     or the photograph can no longer be read
   */
  public Optional<BufferedImage> find(String image) {
    return find(image, SIZE);
  }

  /**
   * Makes a picture of another size.
   *
   * @param image the image's name, its path below the image folder
   * @param longerSide the longer side in pixels
   * @return the picture; empty as above, or where the photograph is smaller
   */
  public Optional<BufferedImage> find(String image, int longerSide) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    double pixels = (double) longerSide / Math.max(height, width);
    int around = (int) Math.round(margin * pixels);
    int innerHeight = (int) Math.max(1, Math.round(height * pixels));
    int innerWidth = (int) Math.max(1, Math.round(width * pixels));
    int outerHeight = innerHeight + 2 * around;
    int outerWidth = innerWidth + 2 * around;
    try {
      float[] values = PicturePixels.read(file(image), outerHeight, outerWidth);
      return Optional.of(
          picture(values, outerHeight, outerWidth)
              .getSubimage(around, around, innerWidth, innerHeight));
    } catch (PictureFile.Unusable | RuntimeException e) {
      // It could be read when it was measured. A report goes without it.
      return Optional.empty();
    }
  }

  /** An image's name need not be the file's: it has composed characters, which all can be shown. */
  private synchronized Path file(String image) throws PictureFile.Unusable {
    if (files == null) {
      files = new HashMap<>();
      ImageFolder.list(folder.orElseThrow(), warning -> {})
          .forEach(entry -> files.put(entry.name(), entry.file()));
    }
    Path file = files.get(image);
    if (file == null) {
      throw new PictureFile.Unusable("it is gone");
    }
    return file;
  }

  private static BufferedImage picture(float[] values, int height, int width) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int size = height * width;
    for (int i = 0; i < size; i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | Math.round((values[channel * size + i] + 1) * 127.5f);
      }
      picture.setRGB(i % width, i / width, rgb);
    }
    return picture;
  }
}
