package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.TestModels;
import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.latents.Geometry;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From image files as they are found in folders to the latents of a small encoder. */
class PhotographsTest {

  /** The encoder's latents are 3×2×2: the mean colours of the quarters of 16×16 pixels. */
  private static final Geometry GEOMETRY = TestData.geometry(3, 2, 32);

  private static final Map<Character, Integer> COLOURS =
      Map.of('R', 0xFF0000, 'G', 0x00FF00, 'B', 0x0000FF, 'W', 0xFFFFFF);

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();
  private Path photographs;
  private EncoderFiles encoders;

  @BeforeEach
  void makeEncoder() throws IOException {
    photographs = Files.createDirectories(folder.resolve("photographs"));
    EncoderFiles reference = TestData.referenceEncoders();
    encoders =
        TestData.encoders(
            Optional.of(
                TestModels.patchMeans(folder.resolve("vae.onnx"), DataType.FLOAT, "means", -1)),
            Optional.of(Files.writeString(folder.resolve("vae.json"), "{\"scaling_factor\": 1}")),
            reference.textEncoder(),
            reference.textConfig(),
            Optional.empty(),
            reference.schedulerConfig());
  }

  /** Returns the latents by the images' names. */
  private Map<String, float[]> latents() {
    InputSet inputs =
        new InputLoader(
                TestData.images(photographs, 100),
                TestData.encodings(),
                TestData.OPENER,
                warnings::add)
            .load(GEOMETRY, encoders);
    Map<String, float[]> latents = new TreeMap<>();
    for (int i = 0; i < inputs.images().size(); i++) {
      latents.put(inputs.images().get(i).name(), inputs.latent(i));
    }
    return latents;
  }

  private static BufferedImage grey(int type, int value) {
    BufferedImage image = new BufferedImage(16, 16, type);
    WritableRaster raster = image.getRaster();
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {value});
    }
    return image;
  }

  /** An image whose quarters have the colours of four letters, row by row. */
  private static BufferedImage quarters(String letters, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int quarter = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1);
        image.setRGB(x, y, COLOURS.get(letters.charAt(quarter)));
      }
    }
    return image;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** Puts a segment before all others. */
  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + 4 + content.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** EXIF data, big-endian, whose only entry has type and count as given. */
  private static byte[] exif(int tag, int type, int count, int value) {
    return ByteBuffer.allocate(32)
        .put(new byte[] {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42})
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) tag)
        .putShort((short) type)
        .putInt(count)
        .putShort((short) value)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  private static byte[] orientation(int value) {
    return exif(0x0112, 3, 1, value);
  }

  private static void assertQuarters(float[] latent, String letters, float tolerance) {
    for (int i = 0; i < 4; i++) {
      int rgb = COLOURS.get(letters.charAt(i));
      for (int channel = 0; channel < 3; channel++) {
        float expected = (rgb >> (16 - 8 * channel) & 0xFF) / 127.5f - 1;
        assertThat(latent[channel * 4 + i])
            .as("channel %d of quarter %d of %s", channel, i, letters)
            .isCloseTo(expected, within(tolerance));
      }
    }
  }

  @Test
  void mixedFoldersGiveWhatTheyHave() throws IOException {
    assumeThat(Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder())
        .as("files can have names outside of ASCII in this locale; LC_ALL=C.UTF-8 is one")
        .matches(encoder -> encoder.canEncode("ünï 写真"));
    ImageIO.write(
        grey(BufferedImage.TYPE_BYTE_GRAY, 51), "png", photographs.resolve("grey.png").toFile());
    ImageIO.write(
        grey(BufferedImage.TYPE_USHORT_GRAY, 51 * 257),
        "png",
        photographs.resolve("grey16.png").toFile());
    BufferedImage clear = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    ImageIO.write(clear, "png", photographs.resolve("clear.PNG").toFile());
    Path deep = Files.createDirectories(photographs.resolve("scene/deep er"));
    Files.write(deep.resolve("GREY.JPEG"), jpeg(grey(BufferedImage.TYPE_BYTE_GRAY, 51)));
    TestData.png(photographs.resolve("ünï; 100%, a=b \"c\" 写真.png"), 16, 0xFF0000);
    Files.writeString(photographs.resolve("text.png"), "no image");
    Files.writeString(photographs.resolve("notes.txt"), "no image either");
    Files.createSymbolicLink(
        photographs.resolve("link.png"),
        TestData.png(folder.resolve("store/blue.png"), 16, 0x0000FF));
    Files.createSymbolicLink(photographs.resolve("gone.png"), folder.resolve("store/none.png"));

    Map<String, float[]> latents = latents();

    assertThat(latents)
        .containsOnlyKeys(
            "grey.png",
            "grey16.png",
            "clear.PNG",
            "scene/deep er/GREY.JPEG",
            "ünï; 100%, a=b \"c\" 写真.png",
            "link.png");
    for (String grey : List.of("grey.png", "grey16.png", "scene/deep er/GREY.JPEG")) {
      for (float value : latents.get(grey)) {
        assertThat(value).as(grey).isCloseTo(51 / 127.5f - 1, within(1e-6f));
      }
    }
    assertQuarters(latents.get("clear.PNG"), "WWWW", 0);
    assertQuarters(latents.get("link.png"), "BBBB", 0);
    assertQuarters(latents.get("ünï; 100%, a=b \"c\" 写真.png"), "RRRR", 0);
    assertThat(warnings)
        .anyMatch(w -> w.contains("1 file was ignored") && w.contains("notes.txt"))
        .anyMatch(w -> w.contains(photographs.resolve("text.png") + " was left out: it is not a"))
        .anyMatch(w -> w.contains(photographs.resolve("gone.png") + " was left out: "));
  }

  @Test
  void picturesThatAreThereTwiceCountTwiceAndAreNamed() throws IOException {
    TestData.png(photographs.resolve("a/1.png"), 16, 0xFF0000);
    TestData.png(photographs.resolve("b/1.png"), 16, 0xFF0000);
    TestData.png(photographs.resolve("c/1.png"), 16, 0x00FF00);

    assertThat(latents()).hasSize(3);
    assertThat(warnings)
        .containsExactly(
            "The latents of the photographs in "
                + photographs
                + ": 3 of 3 have one and the same value everywhere in each channel, as of no"
                + " photograph: a/1.png, b/1.png, c/1.png.",
            "The latents of the photographs in "
                + photographs
                + ": some are there twice and count twice: b/1.png (as a/1.png). Take one of each"
                + " away, or put both into one scene.");
  }

  /** EXIF says where row 0 and column 0 of the stored image are in the upright one. */
  @ParameterizedTest
  @CsvSource({
    "1, RGBW", // top, left
    "2, GRWB", // top, right
    "3, WBGR", // bottom, right
    "4, BWRG", // bottom, left
    "5, RBGW", // left, top
    "6, GWRB", // right, top
    "7, WGBR", // right, bottom
    "8, BRWG" // left, bottom
  })
  void photographsAreTurnedUpright(int value, String stored) throws IOException {
    byte[] jpeg = withSegment(jpeg(quarters(stored, 64, 64)), 0xE1, orientation(value));
    Files.write(photographs.resolve("turned.jpg"), jpeg);

    assertQuarters(latents().get("turned.jpg"), "RGBW", 0.1f);
  }

  /** Once turned, this one has 16 columns of 48 pixels. */
  @Test
  void whatIsCutOffIsCutOffTheUprightImage() throws IOException {
    BufferedImage stored = new BufferedImage(48, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 48 * 16; i++) {
      boolean middle = i % 48 >= 16 && i % 48 < 32;
      stored.setRGB(i % 48, i / 48, middle ? 0xFFFFFF : 0);
    }
    Files.write(photographs.resolve("tall.jpg"), withSegment(jpeg(stored), 0xE1, orientation(6)));

    assertQuarters(latents().get("tall.jpg"), "WWWW", 0.05f);
    int[] turned = new Orientation(true, false, true).turn(new int[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertThat(turned).containsExactly(4, 1, 5, 2, 6, 3);
  }

  @Test
  void exifThatMakesNoSenseTurnsNothing() throws IOException {
    byte[] jpeg = jpeg(quarters("RGBW", 64, 64));
    Map<String, byte[]> exif =
        Map.of(
            "nine", orientation(9),
            "zero", orientation(0),
            "text", exif(0x0112, 2, 4, 6),
            "endless", exif(0x010E, 2, Integer.MAX_VALUE - 8, 6),
            "cut off", Arrays.copyOf(orientation(6), 20),
            "empty", new byte[] {'E', 'x', 'i', 'f', 0, 0});
    for (Map.Entry<String, byte[]> one : exif.entrySet()) {
      Path file = photographs.resolve(one.getKey() + ".jpg");
      Files.write(file, withSegment(jpeg, 0xE1, one.getValue()));
    }

    assertThat(latents())
        .hasSize(6)
        .allSatisfy((name, latent) -> assertQuarters(latent, "RGBW", 0.1f));
  }

  /** CMYK with and without Adobe's marker, and YCCK. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2})
  void fourInksAreRefusedByName(int adobeTransform) throws IOException {
    WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(inks, null, null));
    } finally {
      writer.dispose();
    }
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) adobeTransform};
    Files.write(
        photographs.resolve("inks.jpg"),
        adobeTransform < 0 ? bytes.toByteArray() : withSegment(bytes.toByteArray(), 0xEE, adobe));
    TestData.png(photographs.resolve("red.png"), 16, 0xFF0000);

    assertThat(latents()).containsOnlyKeys("red.png");
    assertThat(warnings)
        .contains(
            "The image "
                + photographs.resolve("inks.jpg")
                + " was left out: its colours are CMYK or other inks, not RGB or grey; convert it.");
  }
}
