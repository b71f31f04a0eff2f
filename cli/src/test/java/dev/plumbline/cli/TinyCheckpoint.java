package dev.plumbline.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A U-Net of the engine's tests, with latents and a prompt that it can be run on. */
final class TinyCheckpoint {

  private static final Path VARIANTS =
      Path.of("../audit-engine/src/test/resources/variants").toAbsolutePath().normalize();

  private static final String WEIGHT = "mid_block.resnets.0.conv2.weight";
  private static final int WEIGHTS_OF_A_CHANNEL = 16 * 3 * 3;

  /** How the field of ONNX begins that holds 16 such channels, 9,216 bytes. */
  private static final String RAW_DATA = "J\u0080H";

  private final Path folder;

  /** Writes its inputs into a folder. */
  TinyCheckpoint(Path folder) throws IOException {
    this.folder = folder;
    write("latents.npy", 1, 12, 4, 16, 16);
    write("prompt.npy", 2, 1, 4, 16);
  }

  private void write(String name, long seed, int... shape) throws IOException {
    StringBuilder text = new StringBuilder();
    int size = 1;
    for (int side : shape) {
      text.append(side).append(", ");
      size *= side;
    }
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + text.toString().strip() + "), }";
    int length = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
    String padded = header + " ".repeat(length - header.length() - 1) + "\n";
    ByteBuffer bytes = ByteBuffer.allocate(10 + length + 4 * size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).putShort((short) length);
    bytes.put(padded.getBytes(StandardCharsets.US_ASCII));
    Random random = new Random(seed);
    for (int i = 0; i < size; i++) {
      bytes.putFloat((float) random.nextGaussian());
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  static Path variant(String name) {
    return VARIANTS.resolve(name);
  }

  /** The options of a run that measures one layer of it, quickly. */
  String[] quickly(String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(inputs());
    options.add("--checkpoint=tiny=" + variant("torchscript"));
    return options.toArray(String[]::new);
  }

  /** The options without the checkpoint. */
  List<String> inputs() {
    return List.of(
        "--latents=" + folder.resolve("latents.npy"),
        "--prompt=" + folder.resolve("prompt.npy"),
        "--layers=mid_block.resnets[0]",
        "--timesteps=50",
        "--threads=1",
        "--explorer=off");
  }

  /** Writes the same U-Net with one channel of a convolution in it two hundred times as strong. */
  Path damaged() throws IOException {
    byte[] model = Files.readAllBytes(variant("torchscript").resolve("model.onnx"));
    byte[] name = (WEIGHT + RAW_DATA).getBytes(StandardCharsets.ISO_8859_1);
    int at = new String(model, StandardCharsets.ISO_8859_1).indexOf(WEIGHT + RAW_DATA);
    ByteBuffer weights =
        ByteBuffer.wrap(model)
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(at + name.length)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < WEIGHTS_OF_A_CHANNEL; i++) {
      weights.putFloat(4 * i, 200 * weights.getFloat(4 * i));
    }
    Path damaged = Files.createDirectories(folder.resolve("damaged"));
    Files.write(damaged.resolve("model.onnx"), model);
    return damaged;
  }

  /** Writes a file into the folder. */
  Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
