package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.engine.input.TestData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Colours of JPEG files with and without markers that say what their components are. The files have
 * 32×32 pixels and the subsampling that they are named after; {@code pillow.csv} is what Pillow
 * read of them with other component ids and markers: the mean colours of the quarters.
 */
class JpegTest {

  private static final Map<Character, byte[]> MARKERS =
      Map.of(
          'J', segment(0xE0, "JFIF", 0, 1, 1, 0, 0, 1, 0, 1, 0, 0),
          'E', segment(0xE1, "Exif", 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 0, 0, 0, 0, 0),
          '0', segment(0xEE, "Adobe", 0, 100, 0, 0, 0, 0, 0),
          '1', segment(0xEE, "Adobe", 0, 100, 0, 0, 0, 0, 1),
          '2', segment(0xEE, "Adobe", 0, 100, 0, 0, 0, 0, 2));

  @TempDir Path folder;

  private static byte[] segment(int marker, String name, int... more) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0xFF, (byte) marker, 0});
    bytes.write(2 + name.length() + more.length);
    name.chars().forEach(bytes::write);
    Arrays.stream(more).forEach(bytes::write);
    return bytes.toByteArray();
  }

  /** Makes one of the files anew, with other ids, and other markers in the place of JFIF's. */
  private static byte[] jpeg(String name, int[] ids, String markers) throws IOException {
    byte[] plain = Files.readAllBytes(TestData.resource("jpeg/" + name + ".jpg"));
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    made.write(plain, 0, 2);
    markers.chars().filter(c -> c != 'A').forEach(c -> made.writeBytes(MARKERS.get((char) c)));
    int at = 2;
    int marker = 0;
    while (marker != 0xDA) {
      marker = plain[at + 1] & 0xFF;
      int length = 2 + (((plain[at + 2] & 0xFF) << 8) | (plain[at + 3] & 0xFF));
      byte[] segment = Arrays.copyOfRange(plain, at, at + length);
      for (int i = 0; i < 3 && (marker == 0xC0 || marker == 0xDA); i++) {
        segment[marker == 0xC0 ? 10 + 3 * i : 5 + 2 * i] = (byte) ids[i];
      }
      if (marker != 0xE0) {
        made.writeBytes(segment);
      }
      at += length;
    }
    made.write(plain, at, plain.length - at);
    return made.toByteArray();
  }

  private static double[] quarters(BufferedImage image) {
    double[] means = new double[12];
    for (int i = 0; i < 32 * 32; i++) {
      int rgb = image.getRGB(i % 32, i / 32);
      int quarter = 2 * (i / 32 / 16) + i % 32 / 16;
      for (int channel = 0; channel < 3; channel++) {
        means[quarter * 3 + channel] += (rgb >> (16 - 8 * channel) & 0xFF) / 256.0;
      }
    }
    return means;
  }

  @Test
  void coloursAreThoseThatLibjpegReads() throws Exception {
    int files = 0;
    for (String line : Files.readAllLines(TestData.resource("jpeg/pillow.csv")).subList(1, 265)) {
      String[] cells = line.split(",", -1);
      int[] ids = Stream.of(cells[1].split(" ")).mapToInt(Integer::parseInt).toArray();
      Path file = Files.write(folder.resolve("a.jpg"), jpeg(cells[0], ids, cells[2]));

      double[] found = quarters(PictureFile.read(file, 16, 16));

      for (int i = 0; i < 12; i++) {
        assertThat(found[i]).as(line).isCloseTo(Double.parseDouble(cells[3 + i]), within(2.0));
      }
      files++;
    }
    assertThat(files).isEqualTo(3 * 8 * 11);
  }

  /** Fill bytes may stand before every marker. */
  @Test
  void fillBytesAreNoHindrance() throws Exception {
    byte[] plain = jpeg("444", new int[] {0, 1, 2}, "");
    byte[] filled = new byte[plain.length + 3];
    System.arraycopy(plain, 0, filled, 0, 2);
    Arrays.fill(filled, 2, 5, (byte) 0xFF);
    System.arraycopy(plain, 2, filled, 5, plain.length - 2);
    double[] wanted = quarters(PictureFile.read(TestData.resource("jpeg/444.jpg"), 16, 16));

    assertThat(quarters(PictureFile.read(Files.write(folder.resolve("a.jpg"), filled), 16, 16)))
        .containsExactly(wanted);
  }

  /** One component is grey whatever it is called, and whatever a marker says of three. */
  @Test
  void greyOnesStayGrey() throws Exception {
    BufferedImage grey = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 32 * 32; i++) {
      grey.getRaster().setSample(i % 32, i / 32, 0, 51);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(grey, "jpeg", bytes)).isTrue();
    byte[] adobe = MARKERS.get('2');
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(bytes.toByteArray(), 0, 2);
    marked.writeBytes(adobe);
    marked.write(bytes.toByteArray(), 2, bytes.size() - 2);
    Path file = Files.write(folder.resolve("a.jpg"), marked.toByteArray());

    assertThat(PicturePixels.read(file, 16, 16)[7]).isCloseTo(51 / 127.5f - 1, within(1e-6f));
  }

  /** What the markers before it are does not keep damage from being found. */
  @Test
  void damageIsFoundWhereMarkersAreOthers() throws IOException {
    byte[] whole = jpeg("420", new int[] {0, 1, 2}, "JA0");
    for (int lost = 3; lost < 100; lost += 7) {
      byte[] zero = whole.clone();
      Arrays.fill(zero, whole.length - lost, whole.length, (byte) 0);
      unusable(zero);
      unusable(Arrays.copyOf(whole, whole.length - lost));
    }
  }

  private void unusable(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("damaged.jpg"), bytes);
    assertThatThrownBy(() -> PictureFile.read(file, 16, 16))
        .isInstanceOf(PictureFile.Unusable.class)
        .hasMessageContaining("it is damaged (");
  }
}
