package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturePixelsTest {

  @TempDir Path folder;

  @Test
  void scalesColoursChannelByChannel() throws Exception {
    assertPixel(throughPng(filled(BufferedImage.TYPE_INT_RGB, 0xFF00FF80)), -1, 1, 128 / 127.5 - 1);
  }

  @Test
  void takesGreyAsItIsStored() throws Exception {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    fill(image.getRaster(), 100);

    assertPixel(throughPng(image), 100 / 127.5 - 1);
  }

  @Test
  void takesTheHigherHalfOfSixteenBits() throws Exception {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    fill(image.getRaster(), 100 * 257);

    assertPixel(throughPng(image), 100 / 127.5 - 1);
  }

  @Test
  void takesSixteenBitColours() throws Exception {
    assertPixel(
        throughPng(
            components(ColorSpace.CS_sRGB, false, DataBuffer.TYPE_USHORT, 0, 65535, 100 * 257)),
        -1,
        1,
        100 / 127.5 - 1);
  }

  @Test
  void laysTransparentPixelsOverWhite() throws Exception {
    assertPixel(throughPng(filled(BufferedImage.TYPE_INT_ARGB, 0x00123456)), 1);
    assertPixel(
        throughPng(filled(BufferedImage.TYPE_INT_ARGB, 0x80FF0000)),
        1,
        127 / 127.5 - 1,
        127 / 127.5 - 1);
    assertPixel(
        throughPng(components(ColorSpace.CS_GRAY, true, DataBuffer.TYPE_BYTE, 0, 128)),
        127 / 127.5 - 1);
    assertPixel(throughPng(components(ColorSpace.CS_GRAY, true, DataBuffer.TYPE_USHORT, 0, 0)), 1);
  }

  @Test
  void readsPalettesAndBlackAndWhite() throws Exception {
    assertPixel(throughPng(filled(BufferedImage.TYPE_BYTE_INDEXED, 0xFFFF0000)), 1, -1, -1);
    assertPixel(throughPng(filled(BufferedImage.TYPE_BYTE_BINARY, 0xFFFFFFFF)), 1);
  }

  @Test
  void cropsTheCentre() {
    BufferedImage wide = new BufferedImage(20, 8, BufferedImage.TYPE_INT_RGB);
    BufferedImage tall = new BufferedImage(8, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 8; i++) {
      for (int k = 6; k < 14; k++) {
        wide.setRGB(k, i, 0xFFFFFF);
        tall.setRGB(i, k, 0xFFFFFF);
      }
    }

    assertThat(PicturePixels.prepare(wide, Orientation.UPRIGHT, 8, 8))
        .hasSize(3 * 8 * 8)
        .containsOnly(1);
    assertThat(PicturePixels.prepare(tall, Orientation.UPRIGHT, 8, 8)).containsOnly(1);
    assertThat(PicturePixels.prepare(wide, Orientation.UPRIGHT, 4, 4))
        .hasSize(3 * 4 * 4)
        .containsOnly(1);
  }

  @Test
  void cropsToTheShapeOfTheModel() {
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    for (int y = 5; y < 15; y++) {
      for (int x = 0; x < 20; x++) {
        image.setRGB(x, y, 0xFFFFFF);
      }
    }

    assertThat(PicturePixels.prepare(image, Orientation.UPRIGHT, 4, 8))
        .hasSize(3 * 4 * 8)
        .containsOnly(1);
  }

  private static BufferedImage filled(int type, int argb) {
    BufferedImage image = new BufferedImage(8, 8, type);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, argb);
    }
    return image;
  }

  private static BufferedImage components(int space, boolean alpha, int type, int... pixel) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space),
            alpha,
            false,
            alpha ? BufferedImage.TRANSLUCENT : BufferedImage.OPAQUE,
            type);
    WritableRaster raster = model.createCompatibleWritableRaster(8, 8);
    fill(raster, pixel);
    return new BufferedImage(model, raster, false, null);
  }

  private static void fill(WritableRaster raster, int... pixel) {
    for (int i = 0; i < 64; i++) {
      raster.setPixel(i % 8, i / 8, pixel);
    }
  }

  private BufferedImage throughPng(BufferedImage image) throws IOException, PictureFile.Unusable {
    Path file = folder.resolve("image.png");
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    return PictureFile.read(file, 8, 8);
  }

  private static void assertPixel(BufferedImage image, double... rgb) {
    float[] values = PicturePixels.prepare(image, Orientation.UPRIGHT, 4, 4);
    for (int channel = 0; channel < 3; channel++) {
      double expected = rgb.length == 1 ? rgb[0] : rgb[channel];
      for (int i = 0; i < 16; i++) {
        assertThat((double) values[channel * 16 + i])
            .as("channel %d", channel)
            .isEqualTo(expected, within(1e-6));
      }
    }
  }
}
