package dev.plumbline.fuzzing;

import dev.plumbline.engine.input.photographs.PictureFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Photographs: PNG, JPEG and WebP. */
final class PictureDoor {

  private PictureDoor() {}

  static boolean open(byte[] input, Path folder, Said said) throws IOException {
    Path file = Files.write(folder.resolve("picture"), input);
    try {
      BufferedImage image = PictureFile.read(file, 1, 1);
      image.getRGB(image.getWidth() - 1, image.getHeight() - 1);
      return true;
    } catch (PictureFile.Unusable e) {
      said.note(e.getMessage());
      return false;
    }
  }
}
