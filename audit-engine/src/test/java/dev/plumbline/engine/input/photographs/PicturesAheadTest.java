package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PicturesAheadTest {

  private static final int SIZE = 8;

  @TempDir Path folder;

  /** Writes a picture of one grey. */
  private ImageFolder.Entry picture(int grey) throws IOException {
    BufferedImage image = new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(grey, grey, grey));
    graphics.fillRect(0, 0, 32, 24);
    graphics.dispose();
    Path file = folder.resolve(grey + ".png");
    ImageIO.write(image, "png", file.toFile());
    return new ImageFolder.Entry(file, grey + ".png", "scene");
  }

  private List<ImageFolder.Entry> pictures(int count) throws IOException {
    List<ImageFolder.Entry> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(picture(10 * i));
    }
    return pictures;
  }

  /** Room for all, for two at once, and for less than one. */
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, 2 * 32 * 24, 1})
  void theyComeInTheirOrder(long room) throws Exception {
    List<ImageFolder.Entry> images = pictures(12);
    try (PicturesAhead ahead = new PicturesAhead(images, SIZE, SIZE, room)) {
      for (int i = 0; i < 12; i++) {
        PicturesAhead.Picture picture = ahead.next(12 - i);
        assertThat(picture.image()).isEqualTo(images.get(i));
        assertThat(picture.pixels()).hasSize(3 * SIZE * SIZE).containsOnly(10 * i / 127.5f - 1);
      }
      assertThat(ahead.hasNext()).isFalse();
    }
  }

  @Test
  void oneThatCannotBeUsedSaysSoInItsTurn() throws Exception {
    List<ImageFolder.Entry> images = pictures(3);
    Files.writeString(images.get(1).file(), "no picture");
    try (PicturesAhead ahead = PicturesAhead.withinHeap(images, SIZE, SIZE)) {
      assertThat(ahead.next(3).pixels()).isNotEmpty();
      PicturesAhead.Picture broken = ahead.next(2);
      assertThatThrownBy(broken::pixels)
          .isInstanceOf(PictureFile.Unusable.class)
          .hasMessage("it is not a PNG, JPEG or WebP image");
      assertThat(ahead.next(2).pixels()).isNotEmpty();
    }
  }

  @Test
  void noMoreAreBegunThanAreWanted() throws Exception {
    List<ImageFolder.Entry> images = pictures(2);
    try (PicturesAhead ahead = PicturesAhead.withinHeap(images, SIZE, SIZE)) {
      ahead.next(1);
      Files.delete(images.get(1).file());
      assertThatThrownBy(() -> ahead.next(1).pixels()).isInstanceOf(PictureFile.Unusable.class);
    }
  }
}
