package dev.plumbline.engine.input;

import dev.plumbline.engine.plan.Inputs;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Small pictures of the part of a photograph that the U-Net sees, for reports. They are made when
 * they are asked for; nothing is kept.
 */
public final class Thumbnails {

  /** The longer side in pixels; shorter of photographs that are smaller. */
  static final int SIZE = 128;

  private final Optional<Path> folder;
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

  /**
   * Makes a picture.
   *
   * @param image the image's name, its path below the image folder
   * @return the picture, at most 128 pixels on its longer side; empty where latents are not of
   *     photographs, or the photograph can no longer be read
   */
  public Optional<BufferedImage> find(String image) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.get().resolve(image);
    try {
      BufferedImage photograph = PictureFile.read(file, 1, 1);
      int longest = Math.min(SIZE, Math.min(photograph.getWidth(), photograph.getHeight()));
      double pixels = (double) longest / Math.max(height, width);
      int around = (int) Math.round(margin * pixels);
      int innerHeight = (int) Math.max(1, Math.round(height * pixels));
      int innerWidth = (int) Math.max(1, Math.round(width * pixels));
      int outerHeight = innerHeight + 2 * around;
      int outerWidth = innerWidth + 2 * around;
      float[] values =
          PicturePixels.prepare(photograph, Orientation.of(file), outerHeight, outerWidth);
      return Optional.of(
          picture(values, outerHeight, outerWidth)
              .getSubimage(around, around, innerWidth, innerHeight));
    } catch (PictureFile.Unusable | RuntimeException e) {
      // It could be read when it was measured. A report goes without it.
      return Optional.empty();
    }
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
