package dev.plumbline.engine.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsTest {

  @TempDir Path folder;

  /** A red square of 320 pixels in the middle of a blue picture of 640 by 400. */
  @BeforeEach
  void draw() throws IOException {
    BufferedImage picture = new BufferedImage(640, 400, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.BLUE);
    pen.fillRect(0, 0, 640, 400);
    pen.setColor(Color.RED);
    pen.fillRect(160, 40, 320, 320);
    pen.dispose();
    ImageIO.write(picture, "png", folder.resolve("a.png").toFile());
  }

  @Test
  void aPictureShowsWhatTheLatentsAreOf() {
    BufferedImage square = thumbnails(8, 8, 0).find("a.png").orElseThrow();

    assertThat(square.getWidth()).isEqualTo(128);
    assertThat(square.getHeight()).isEqualTo(128);
    assertThat(square.getRGB(64, 64)).isEqualTo(Color.RED.getRGB());
    assertThat(square.getRGB(2, 2)).isEqualTo(Color.BLUE.getRGB());
    BufferedImage wide = thumbnails(8, 16, 0).find("a.png").orElseThrow();
    assertThat(wide.getWidth()).isEqualTo(128);
    assertThat(wide.getHeight()).isEqualTo(64);
  }

  @Test
  void aMarginIsNotPartOfThePicture() {
    // 32 of 40 latents a side are the middle 320 of 400 pixels
    BufferedImage inner = thumbnails(32, 32, 4).find("a.png").orElseThrow();

    assertThat(inner.getWidth()).isEqualTo(128);
    assertThat(inner.getRGB(3, 3)).isEqualTo(Color.RED.getRGB());
    assertThat(inner.getRGB(124, 124)).isEqualTo(Color.RED.getRGB());
  }

  @Test
  void whatIsNoPhotographHasNone() {
    assertThat(thumbnails(8, 8, 0).find("gone.png")).isEmpty();
    assertThat(new Thumbnails(Optional.empty(), 8, 8, 0).find("0")).isEmpty();
  }

  private Thumbnails thumbnails(int height, int width, int margin) {
    return new Thumbnails(Optional.of(folder), height, width, margin);
  }
}
