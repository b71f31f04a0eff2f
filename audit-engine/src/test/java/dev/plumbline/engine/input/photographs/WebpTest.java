package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.input.TestData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebP files made by libwebp of a part of a photograph that is among the resources. */
class WebpTest {

  private static final int WIDTH = 96;
  private static final int HEIGHT = 64;

  @TempDir Path folder;

  private static BufferedImage original() throws PictureFile.Unusable {
    return PictureFile.read(TestData.resource("images/coffee/1.jpg"), 16, 16)
        .getSubimage(100, 100, WIDTH, HEIGHT);
  }

  private static BufferedImage webp(String name) throws PictureFile.Unusable {
    return PictureFile.read(TestData.resource("webp/" + name + ".webp"), 16, 16);
  }

  @Test
  void losslessOnesAreThePhotographItself() throws PictureFile.Unusable {
    BufferedImage image = webp("lossless");

    assertThat(image.getWidth()).isEqualTo(WIDTH);
    assertThat(image.getHeight()).isEqualTo(HEIGHT);
    assertThat(PicturePixels.prepare(image, Orientation.UPRIGHT, HEIGHT, WIDTH))
        .containsExactly(PicturePixels.prepare(original(), Orientation.UPRIGHT, HEIGHT, WIDTH));
  }

  @Test
  void lossyOnesAreNearIt() throws PictureFile.Unusable {
    float[] lossy = PicturePixels.prepare(webp("lossy"), Orientation.UPRIGHT, HEIGHT, WIDTH);
    float[] expected = PicturePixels.prepare(original(), Orientation.UPRIGHT, HEIGHT, WIDTH);
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.abs(lossy[i] - expected[i]);
    }

    assertThat(lossy).hasSameSizeAs(expected);
    // of the 255 steps between -1 and 1; what quality 90 costs this photograph is 2
    assertThat(sum / expected.length * 127.5).isBetween(0.1, 4.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"transparent", "transparent-lossy"})
  void transparencyIsRead(String name) throws PictureFile.Unusable {
    BufferedImage image = webp(name);

    for (int x = 0; x < WIDTH; x++) {
      assertThat(image.getRGB(x, 20) >>> 24).isEqualTo(x * 255 / 95);
    }
  }

  @Test
  void animationsAreLeftOut() {
    unusable(TestData.resource("webp/animated.webp"), "it is an animation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy", "lossless", "transparent", "transparent-lossy"})
  void truncatedOnesAreLeftOut(String name) throws IOException {
    byte[] whole = bytes(name);
    for (int length = 12; length < whole.length; length += 1 + whole.length / 40) {
      unusable(
          write(Arrays.copyOf(whole, length)),
          "it is damaged (it has " + length + " of the " + whole.length + " bytes");
    }
  }

  /** As interrupted downloads leave them; the decoder reads zeros as it reads anything. */
  @ParameterizedTest
  @ValueSource(strings = {"lossy", "lossless", "transparent", "transparent-lossy"})
  void onesWithAZeroTailAreLeftOut(String name) throws IOException {
    for (int of100 : new int[] {60, 80, 90}) {
      byte[] zero = bytes(name);
      Arrays.fill(zero, zero.length * of100 / 100, zero.length, (byte) 0);
      unusable(write(zero), "it is damaged (its tail is nothing but zeros)");
    }
  }

  /** Made by libwebp at 400×300 pixels: white, and half white. */
  @ParameterizedTest
  @ValueSource(strings = {"white-lossy", "half-white"})
  void plainPicturesEndInSomeZerosAndAreRead(String name) throws PictureFile.Unusable {
    assertThat(webp(name).getRGB(399, 299)).isEqualTo(0xFFFFFFFF);
  }

  @Test
  void smallOnesAreLeftOut() {
    assertThatThrownBy(() -> PictureFile.read(TestData.resource("webp/lossy.webp"), 97, 64))
        .isInstanceOf(PictureFile.Unusable.class)
        .hasMessage("it has 96×64 pixels, and the model needs 97×64; images are never enlarged");
  }

  /** Each header claims more pixels than are decoded; lossless and lossy ones reach 16384². */
  @Test
  void onesThatAreTooLargeToDecodeAreLeftOut() throws IOException {
    byte[] lossless = bytes("lossless");
    ByteBuffer.wrap(lossless).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0FFFFFFF);
    unusable(write(lossless), "it has 16384×16384 pixels, more than the 100 million");

    byte[] lossy = bytes("lossy");
    ByteBuffer.wrap(lossy).order(ByteOrder.LITTLE_ENDIAN).putInt(26, 0x3FFF3FFF);
    unusable(write(lossy), "it has 16383×16383 pixels, more than the 100 million");
  }

  /** A decoder that believed the canvas would be led to the picture's own size, or beyond it. */
  @Test
  void onesWhoseCanvasIsNotTheirPictureAreLeftOut() throws IOException {
    byte[] bomb = bytes("lossless");
    ByteBuffer.wrap(bomb).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0FFFFFFF);
    unusable(
        write(onCanvas(32, 32, bomb)),
        "it is damaged (its header says 32×32 pixels, its picture has 16384×16384)");
    unusable(
        write(onCanvas(1000, 900, bytes("lossy"))),
        "it is damaged (its header says 1000×900 pixels, its picture has 96×64)");
  }

  @Test
  void onesWithoutAPictureAreLeftOut() throws IOException {
    byte[] none = onCanvas(96, 64, new byte[12]);
    unusable(write(none), "it is damaged (there is no picture in it)");
    byte[] empty = onCanvas(96, 64, riff("VP8L".getBytes(StandardCharsets.US_ASCII), new byte[4]));
    unusable(write(empty), "it is damaged (a header in it is too short)");
    byte[] wrong = bytes("lossy");
    wrong[23] = 0;
    unusable(write(wrong), "it is damaged (its picture does not begin as one)");
    byte[] cut = bytes("lossy");
    cut[18] = 1;
    unusable(write(cut), "it is damaged (a part of it reaches beyond its end)");
  }

  @Test
  void brokenCompressionIsLeftOut() throws IOException {
    byte[] damaged = bytes("lossless");
    Arrays.fill(damaged, 25, damaged.length, (byte) 0xFF);
    unusable(write(damaged), "it cannot be decoded (");
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(TestData.resource("webp/" + name + ".webp"));
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.webp"), bytes);
  }

  /** Puts the chunks of a plain file after a header that says how large the picture is. */
  private static byte[] onCanvas(int width, int height, byte[] plain) {
    ByteBuffer canvas =
        ByteBuffer.allocate(18)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("VP8X".getBytes(StandardCharsets.US_ASCII))
            .putInt(10)
            .putInt(0)
            .putInt((width - 1) | ((height - 1) << 24))
            .putShort((short) ((height - 1) >> 8));
    return riff(canvas.array(), Arrays.copyOfRange(plain, 12, plain.length));
  }

  private static byte[] riff(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return ByteBuffer.allocate(12 + content.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(4 + content.size())
        .put("WEBP".getBytes(StandardCharsets.US_ASCII))
        .put(content.toByteArray())
        .array();
  }

  private static void unusable(Path file, String why) {
    assertThatThrownBy(() -> PictureFile.read(file, 16, 16))
        .isInstanceOf(PictureFile.Unusable.class)
        .hasMessageContaining(why);
  }
}
