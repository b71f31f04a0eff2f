package dev.plumbline.engine.input;

import ai.onnxruntime.OrtSession;
import dev.plumbline.engine.checkpoint.model.ModelHash;
import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.encoders.ModelOpener;
import dev.plumbline.engine.input.encoders.SharedEncodings;
import dev.plumbline.engine.input.latents.AddedConditioning;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.latents.SampleLayout;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;

/** Files and records that the tests of this package share. */
public final class TestData {

  private TestData() {}

  public static final ModelOpener OPENER =
      model -> {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
          options.setIntraOpNumThreads(1);
          return OnnxRuntime.environment().createSession(model.toString(), options);
        }
      };

  /** What encoders make, of a run of its own. */
  public static SharedEncodings encodings() {
    return new SharedEncodings(ModelHash::sha256, line -> {});
  }

  public static Path resource(String name) {
    try {
      return Path.of(TestData.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static Optional<Path> reference(String name) {
    return Optional.of(resource("reference-unet/" + name));
  }

  public static EncoderFiles referenceEncoders() {
    return encoders(
        reference("vae_encoder/model.onnx"),
        reference("vae_encoder/config.json"),
        reference("text_encoder/model.onnx"),
        reference("text_encoder/config.json"),
        Optional.empty(),
        reference("scheduler/scheduler_config.json"));
  }

  /** No files at all: the inputs must be arrays. */
  static EncoderFiles noEncoders() {
    return encoders(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The files of a pipeline with one text encoder. */
  public static EncoderFiles encoders(
      Optional<Path> vaeEncoder,
      Optional<Path> vaeConfig,
      Optional<Path> textEncoder,
      Optional<Path> textConfig,
      Optional<Path> tokenizerConfig,
      Optional<Path> schedulerConfig) {
    return new EncoderFiles(
        vaeEncoder,
        vaeConfig,
        textEncoder,
        textConfig,
        tokenizerConfig,
        schedulerConfig,
        Optional.empty());
  }

  /** What a U-Net takes that takes square latents of one size and prompt embeddings, no more. */
  public static Geometry geometry(int channels, int size, int contextWidth) {
    return geometryOfAnySize(channels, OptionalInt.of(contextWidth))
        .withSize(OptionalInt.of(size), OptionalInt.of(size));
  }

  /** The same of any size, and where no width is given, for embeddings of any. */
  public static Geometry geometryOfAnySize(int channels, OptionalInt contextWidth) {
    return new Geometry(
        channels,
        OptionalInt.empty(),
        OptionalInt.empty(),
        contextWidth,
        OptionalInt.empty(),
        SampleLayout.LATENTS,
        AddedConditioning.NONE,
        0);
  }

  public static Inputs.Noise independent() {
    return new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, Optional.empty());
  }

  public static Inputs images(Path folder, int samples) {
    return SomeOptions.photographs(folder, samples, Optional.empty());
  }

  public static Inputs latents(Path file, int samples) {
    return SomeOptions.latents(
        file, samples, Optional.of(resource("vectors/prompt-embeddings.npy")), Split.HASH);
  }

  public static Path npy(Path file, float[] values, int... shape) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return npy(file, 1, "'<f4'", "False", shapeText(shape), bytes.array());
  }

  public static Path npy(
      Path file, int version, String descr, String fortran, String shape, byte[] values)
      throws IOException {
    byte[] header =
        String.format("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n", descr, fortran, shape)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + header.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) header.length);
    } else {
      bytes.putInt(header.length);
    }
    bytes.put(header).put(values).flip();
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    return Files.write(file, content);
  }

  private static String shapeText(int... shape) {
    StringBuilder text = new StringBuilder("(");
    for (int dimension : shape) {
      text.append(dimension).append(',');
    }
    return text.append(')').toString();
  }

  /** Writes a square image of one colour, its folder with it. */
  public static Path png(Path file, int size, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
