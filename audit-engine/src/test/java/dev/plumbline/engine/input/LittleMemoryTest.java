package dev.plumbline.engine.input;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are larger than Java's memory, or promise to be: each costs itself, and whatever comes
 * after it is read.
 */
class LittleMemoryTest {

  private static final long GIGABYTE = 1L << 30;

  @TempDir Path folder;

  private List<String> read(Path... files) throws Exception {
    return ReadingProcess.read(folder, Map.of(), List.of("-Xmx64m"), files);
  }

  /** The file takes no room on a disk: what is not written is a hole. */
  private static Path sparse(Path file, byte[] start, long size) throws IOException {
    Files.write(file, start);
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(size);
    }
    return file;
  }

  private static byte[] numpy(String shape) {
    byte[] text =
        String.format("{'descr': '<f4', 'fortran_order': False, 'shape': %s, }\n", shape)
            .getBytes(US_ASCII);
    return ByteBuffer.allocate(10 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(US_ASCII))
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  private static byte[] safetensors(long headerLength, String header) {
    byte[] text = header.getBytes(US_ASCII);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(text)
        .array();
  }

  @Test
  void arrays() throws Exception {
    byte[] start = numpy("(65536, 4, 32, 32)");
    Path large = sparse(folder.resolve("large.npy"), start, start.length + GIGABYTE);
    String header =
        "{\"latents\":{\"dtype\":\"F32\",\"shape\":[65536,4,32,32],\"data_offsets\":[0,1073741824]}}";
    byte[] tensors = safetensors(header.length(), header);
    Path safe = sparse(folder.resolve("large.safetensors"), tensors, tensors.length + GIGABYTE);
    Path header90 =
        sparse(folder.resolve("header.safetensors"), safetensors(90_000_000, "{"), 90_000_008);
    Path endless = folder.resolve("endless.safetensors");
    Files.write(endless, safetensors(1L << 62, "{}"));
    Path product = folder.resolve("product.npy");
    Files.write(product, numpy("(1073741824, 1073741824, 4, 1)"));
    Path wraps = folder.resolve("wraps.npy");
    Files.write(wraps, numpy("(4294967296, 4294967296, 1, 1)"));
    Path negative = folder.resolve("negative.npy");
    Files.write(negative, numpy("(-1, 4, 32, 32)"));
    Path promises = folder.resolve("promises.npy");
    Files.write(promises, numpy("(4096, 4, 32, 32)"));
    Path small = TestData.npy(folder.resolve("small.npy"), new float[64], 1, 4, 4, 4);

    assertThat(read(large, safe, header90, endless, product, wraps, negative, promises, small))
        .satisfiesExactly(
            line -> assertThat(line).contains("large.npy takes 1.1 GB of Java's memory", "-Xmx"),
            line -> assertThat(line).contains("large.safetensors takes 1.1 GB of Java's memory"),
            line -> assertThat(line).contains("its header has 90.0 MB, too much to be held"),
            line -> assertThat(line).contains("its header claims a length of 4611686018427387904"),
            line -> assertThat(line).contains("its shape is [1073741824, 1073741824, 4, 1]"),
            line -> assertThat(line).contains("its shape is [4294967296, 4294967296, 1, 1]"),
            line -> assertThat(line).contains("its shape is [-1, 4, 32, 32]"),
            line -> assertThat(line).contains("needs 67108864 bytes of values, and it has 0"),
            line -> assertThat(line).isEqualTo("small.npy: of 1, read [1, 4, 4, 4]"));
  }

  @Test
  void configsAndBaselines() throws Exception {
    Path config = sparse(folder.resolve("config.json"), new byte[0], GIGABYTE);
    Path half = sparse(folder.resolve("half.json"), new byte[0], 50_000_000);
    Path baseline = sparse(folder.resolve("tiny.csv"), new byte[0], 3 * GIGABYTE);
    Path small = Files.writeString(folder.resolve("small.json"), "{\"sample_size\": 64}");

    assertThat(read(config, half, baseline, small))
        .satisfiesExactly(
            line -> assertThat(line).contains("config.json has 1.1 GB, and no such file has more"),
            line -> assertThat(line).contains("half.json takes 500.0 MB of Java's memory"),
            line -> assertThat(line).contains("tiny.csv has 3.2 GB, and no such file has more"),
            line -> assertThat(line).isEqualTo("small.json: read 64"));
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(type.getBytes(US_ASCII));
    checksum.update(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    png.writeBytes(type.getBytes(US_ASCII));
    png.writeBytes(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }

  /** A whole picture, of one grey. */
  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(packed)) {
      byte[] row = new byte[width + 1];
      for (int y = 0; y < height; y++) {
        deflated.write(row);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    chunk(png, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array());
    chunk(png, "IDAT", packed.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** One just under the limit of pixels, several that fit alone and not beside others. */
  @Test
  void photographs() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.write(images.resolve("a.png"), png(9999, 9999));
    for (String name : List.of("b", "c", "d", "e", "f")) {
      Files.write(images.resolve(name + ".png"), png(1500, 1500));
    }
    Files.write(images.resolve("g.png"), png(20, 20));

    assertThat(read(images))
        .containsExactly(
            "images: a.png it has 9999×9999 pixels, and to decode it takes 2.0 GB, more than there"
                + " is of Java's memory; give less, or more memory, with -Xmx in the environment"
                + " variable JAVA_TOOL_OPTIONS; b.png read 768; c.png read 768; d.png read 768;"
                + " e.png read 768; f.png read 768; g.png read 768");
  }
}
