package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PNG files that are whole are read, of whatever kind, and those that are not are left out. */
class PngTest {

  @TempDir Path folder;

  /** Noise, so that every byte counts; its sides are no multiples of what interlacing steps by. */
  private static BufferedImage noise(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(1);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    return image;
  }

  private static byte[] png(BufferedImage image, boolean interlaced) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(
          interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.png"), bytes);
  }

  private void damaged(byte[] bytes, String how) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(() -> PictureFile.read(file, 16, 16))
        .isInstanceOf(PictureFile.Unusable.class)
        .hasMessage("it is damaged (" + how + ")");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void wholeOnesAreReadAndThoseWithAZeroTailAreNot(int type) throws Exception {
    for (boolean interlaced : new boolean[] {false, true}) {
      BufferedImage image = noise(type, 117, 75);
      byte[] whole = png(image, interlaced);

      BufferedImage read = PictureFile.read(write(whole), 16, 16);

      assertThat(read.getRGB(116, 74)).isEqualTo(image.getRGB(116, 74));
      for (int of100 : new int[] {30, 60, 90, 99}) {
        byte[] zero = whole.clone();
        Arrays.fill(zero, whole.length * of100 / 100, whole.length, (byte) 0);
        Path file = write(zero);
        assertThatThrownBy(() -> PictureFile.read(file, 16, 16))
            .isInstanceOf(PictureFile.Unusable.class)
            .hasMessageContaining("it is damaged (");
      }
    }
  }

  @Test
  void oneThatLacksAByteIsLeftOut() throws IOException {
    byte[] whole = png(noise(BufferedImage.TYPE_INT_RGB, 64, 64), false);
    for (int lost = 1; lost < whole.length - 60; lost += whole.length / 30) {
      damaged(Arrays.copyOf(whole, whole.length - lost), "it is cut off");
    }
  }

  @Test
  void oneByteOfThePictureOrItsHeaderThatIsAnotherIsFound() throws IOException {
    byte[] whole = png(noise(BufferedImage.TYPE_INT_RGB, 64, 64), false);
    for (int at : new int[] {31, whole.length / 2, whole.length - 20}) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Path file = write(changed);
      assertThatThrownBy(() -> PictureFile.read(file, 16, 16))
          .isInstanceOf(PictureFile.Unusable.class)
          .hasMessageContaining("it is damaged (");
    }
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) checksum.getValue())
        .array();
  }

  /** Every checksum is right: whoever wrote the file had but a part of the picture. */
  @ParameterizedTest
  @CsvSource({"17, true", "16, false", "3, false"})
  void aPictureOfFewerRowsThanItsHeaderSaysIsLeftOut(int rows, boolean whole) throws Exception {
    byte[] header = ByteBuffer.allocate(13).putInt(17).putInt(17).put((byte) 8).array();
    byte[] values = new byte[18 * rows];
    Deflater deflater = new Deflater();
    deflater.setInput(values);
    deflater.finish();
    byte[] packed = new byte[1000];
    byte[] data = Arrays.copyOf(packed, deflater.deflate(packed));
    System.arraycopy(packed, 0, data, 0, data.length);
    deflater.end();
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(signature);
    png.writeBytes(chunk("IHDR", header));
    png.writeBytes(chunk("IDAT", Arrays.copyOf(data, data.length / 2)));
    png.writeBytes(chunk("IDAT", Arrays.copyOfRange(data, data.length / 2, data.length)));
    png.writeBytes(chunk("IEND", new byte[0]));

    if (whole) {
      assertThat(PictureFile.read(write(png.toByteArray()), 16, 16).getHeight()).isEqualTo(17);
    } else {
      damaged(png.toByteArray(), "a part of its picture is missing");
    }
  }

  /** What only describes the picture need not be right to show it, and nor need what follows it. */
  @Test
  void otherPartsMayBeDamaged() throws Exception {
    byte[] whole = png(noise(BufferedImage.TYPE_INT_RGB, 64, 64), false);
    byte[] text = chunk("tEXt", "Comment\0what it shows".getBytes(StandardCharsets.US_ASCII));
    text[text.length - 1] ^= 1;
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(whole, 0, 33);
    png.writeBytes(text);
    png.write(whole, 33, whole.length - 33);
    png.writeBytes(new byte[100]);

    assertThat(PictureFile.read(write(png.toByteArray()), 16, 16).getHeight()).isEqualTo(64);
  }
}
