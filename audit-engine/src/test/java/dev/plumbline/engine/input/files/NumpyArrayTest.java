package dev.plumbline.engine.input.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyArrayTest {

  @TempDir Path folder;

  @Test
  void readsWhatNumpyWrote() {
    NumpyArray latents = NumpyArray.read(TestData.resource("vectors/latents.npy"));

    assertThat(latents.shape()).containsExactly(31, 4, 32, 32);
    assertThat(latents.data()).hasSize(31 * 4 * 32 * 32);
    double square = 0;
    for (float value : latents.data()) {
      square += (double) value * value;
    }
    assertThat(Math.sqrt(square / latents.data().length)).isBetween(1.0, 1.2);
  }

  /** −2 and 1.5 (or −2 and 1 for integers), as NumPy stores them. */
  @ParameterizedTest
  @CsvSource({
    "<f2, 00c0003e, 1.5",
    ">f2, c0003e00, 1.5",
    "<f4, 000000c00000c03f, 1.5",
    ">f4, c00000003fc00000, 1.5",
    "<f8, 00000000000000c0000000000000f83f, 1.5",
    ">f8, c0000000000000003ff8000000000000, 1.5",
    "|i1, fe01, 1",
    "<i2, feff0100, 1",
    ">i4, fffffffe00000001, 1",
    "<i8, feffffffffffffff0100000000000000, 1"
  })
  void readsEveryType(String descr, String bytes, float second) throws IOException {
    Path file = write(1, "'" + descr + "'", "False", "(2,)", HexFormat.of().parseHex(bytes));

    assertThat(NumpyArray.read(file).data()).containsExactly(-2, second);
  }

  @Test
  void readsUnsignedIntegersAsSuch() throws IOException {
    assertThat(NumpyArray.read(write(1, "'|u1'", "False", "(1,)", new byte[] {-1})).data())
        .containsExactly(255);
    assertThat(NumpyArray.read(write(1, "'<u2'", "False", "(1,)", new byte[] {-1, -1})).data())
        .containsExactly(65535);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersion(int version) throws IOException {
    NumpyArray array = NumpyArray.read(write(version, "'<f4'", "False", "(1, 2)", new byte[8]));

    assertThat(array.shape()).containsExactly(1, 2);
    assertThat(array.data()).containsExactly(0, 0);
  }

  @Test
  void readsMoreThanOneChunk() throws IOException {
    float[] values = new float[600_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }

    NumpyArray array =
        NumpyArray.read(TestData.npy(folder.resolve("a.npy"), values, values.length));
    // Not AssertJ's comparison, which takes a minute for so many.
    assertThat(Arrays.equals(array.data(), values)).isTrue();
  }

  @Test
  void readsScalarsAndEmptyArrays() throws IOException {
    assertThat(NumpyArray.read(write(1, "'<f4'", "False", "()", new byte[4])).data()).hasSize(1);
    assertThat(NumpyArray.read(write(1, "'<f4'", "False", "(0, 3)", new byte[0])).data()).isEmpty();
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = folder.resolve("none.npy");

    assertThatThrownBy(() -> NumpyArray.read(file))
        .isInstanceOf(UserError.class)
        .hasMessage("There is no file " + file + ": give the path of a .npy file.");
  }

  @Test
  void saysWhatIsWrongWithAHeader() throws IOException {
    refused(write(1, "'<f4'", "True", "(1, 1)", new byte[4]), "Fortran order");
    refused(write(1, "'<c8'", "False", "(1,)", new byte[8]), "its values are of type <c8");
    refused(write(1, "[('x', '<f4')]", "False", "(1,)", new byte[4]), "has no plain descr");
    refused(write(1, "'<f4'", "False", "(one,)", new byte[4]), "its shape is (one,)");
    refused(write(1, "'<f4'", "False", "(-1,)", new byte[4]), "its shape is [-1]");
    refused(write(4, "'<f4'", "False", "(1,)", new byte[4]), "format version is 4");
  }

  @Test
  void refusesTruncatedFilesBeforeItAllocates() throws IOException {
    refused(
        write(1, "'<f4'", "False", "(2, 3)", new byte[23]),
        "shape [2, 3] needs 24 bytes of values, and it has 23");
    refused(
        write(1, "'<f4'", "False", "(1000000000000,)", new byte[8]),
        "needs 4000000000000 bytes of values, and it has 8");
    refused(
        write(1, "'<f4'", "False", "(4000000000, 4000000000)", new byte[8]),
        "its shape is [4000000000, 4000000000]");
    byte[] whole = Files.readAllBytes(TestData.resource("vectors/latents.npy"));
    for (int length : new int[] {0, 5, 8, 9, 10, 60}) {
      refused(
          Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, length)),
          "it ends within its header");
    }
  }

  @Test
  void refusesGarbage() throws IOException {
    refused(
        Files.writeString(folder.resolve("text.npy"), "certainly not an array"),
        "it does not begin as a .npy file does");
    refused(
        Files.write(folder.resolve("a.npz"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}),
        "it is an .npz archive");
    ByteBuffer longHeader = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    longHeader.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}).putInt(2_000_000_000);
    refused(
        Files.write(folder.resolve("long.npy"), longHeader.array()),
        "its header claims a length of 2000000000 bytes");
  }

  private Path write(int version, String descr, String fortran, String shape, byte[] values)
      throws IOException {
    return TestData.npy(folder.resolve("array.npy"), version, descr, fortran, shape, values);
  }

  private static void refused(Path file, String why) {
    assertThatThrownBy(() -> NumpyArray.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why)
        .hasMessageContaining("numpy.save(path, array.astype(\"float32\"))");
  }
}
