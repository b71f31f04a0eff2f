package dev.plumbline.engine.input.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the files read here, those in the resources were written by the format's own library. */
class SafetensorsFileTest {

  private static final float[] VALUES = {0.5f, -1.25f, 3, 65504, 0.001f, -2, 0, 7.5f};

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"f16, 1e-6", "bf16, 1e-5", "f32, 0", "f64, 0"})
  void readsFloatsOfEveryWidth(String type, float tolerance) {
    NumpyArray array = open("safetensors/" + type + ".safetensors").tensor("latents");

    assertThat(array.shape()).containsExactly(2, 1, 2, 2);
    for (int i = 0; i < VALUES.length; i++) {
      // bfloat16 was cut, not rounded, to its eight digits: 65504 became 65280
      float expected = type.equals("bf16") && i == 3 ? 65280 : VALUES[i];
      assertThat(array.data()[i]).isEqualTo(expected, within(tolerance));
    }
  }

  @Test
  void readsTheTensorOfTheNameAmongSeveral() {
    SafetensorsFile file = open("safetensors/several.safetensors");

    assertThat(file.tensor("latents").data()).containsExactly(VALUES);
    assertThat(file.tensor("noise").data()).startsWith(1, -2.5f, 6);
    assertThat(file.tensor("prompt_embeds").shape()).containsExactly(1, 2, 3);
    assertThat(file.metadata())
        .containsEntry("names", "[\"a/1.jpg\", \"b/2.jpg\"]")
        .containsEntry("scenes", "[\"a\", \"b\"]");
  }

  @Test
  void readsTheOnlyTensorWhateverItIsCalled() {
    assertThat(open("safetensors/f32.safetensors").tensor("noise").data()).containsExactly(VALUES);
  }

  @Test
  void namesTheTensorsFoundWhereNoneFits() throws IOException {
    assertThatThrownBy(() -> open("safetensors/several.safetensors").tensor("mask"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "The file "
                + TestData.resource("safetensors/several.safetensors")
                + " has no tensor \"mask\" but \"ids\", \"latents\", \"noise\", \"prompt_embeds\":"
                + " give a file with a tensor of that name, or with one tensor only.");
    Path none = write("{}", 0);
    assertThatThrownBy(() -> SafetensorsFile.open(none).tensor("latents"))
        .hasMessageContaining("has no tensor \"latents\" but none at all: ");
  }

  @Test
  void namesTenTensorsAtMost() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 12; i++) {
      header.append(i == 0 ? "" : ",").append(entry("t" + i, "F32", "[0]", 0, 0));
    }
    Path many = write(header.append("}").toString(), 0);

    assertThatThrownBy(() -> SafetensorsFile.open(many).tensor("latents"))
        .hasMessageContaining("\"t9\" and 2 more: ");
  }

  @Test
  void refusesValuesThatAreNoFloats() {
    assertThatThrownBy(() -> open("safetensors/several.safetensors").tensor("ids"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "The values in "
                + TestData.resource("safetensors/several.safetensors")
                + " are of type I64: give F16, BF16, F32 or F64.");
  }

  @Test
  void refusesHeadersOfImpossibleLength() throws IOException {
    refused(Files.write(folder.resolve("a"), new byte[7]), "it has 7 bytes, too few for a header");
    refused(length(0), "its header claims a length of 0 bytes, and 2 to 100000000 are possible");
    refused(length(100_000_001), "its header claims a length of 100000001 bytes");
    refused(length(-1), "its header claims a length of 18446744073709551615 bytes");
    refused(length(1000), "it is cut off: its header has 1000 bytes, and 8 are there");
  }

  @Test
  void refusesHeadersThatAreNoJson() throws IOException {
    refused(write("\u0093NUMPY", 0), "its header is not valid JSON (");
    refused(write("{} {}", 0), "its header is not valid JSON (");
    refused(write("[1]", 0), "its header is not a JSON object");
    refused(
        write("{\"__metadata__\": {\"names\": [1]}}", 0),
        "its __metadata__ are not a JSON object of texts");
    refused(write("{\"__metadata__\": 3}", 0), "its __metadata__ are not a JSON object of texts");
  }

  @Test
  void refusesNamesThatAreThereTwice() throws IOException {
    String twice = entry("a", "F32", "[1]", 0, 4) + "," + entry("a", "F32", "[1]", 4, 8);
    refused(write("{" + twice + "}", 8), "its header is not valid JSON (Duplicate field 'a')");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"a\": 1}",
        "{\"a\": {\"dtype\": 1, \"shape\": [1], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1.5], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 0]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 99999999999999999999]}}",
      })
  void refusesEntriesThatLackSomething(String header) throws IOException {
    refused(
        write(header, 4),
        "the header's entry for the tensor \"a\" lacks a dtype, a shape or the two data_offsets");
  }

  @Test
  void refusesTensorsThatDoNotFillTheirBytes() throws IOException {
    refused(
        write("{" + entry("a", "F32", "[3]", 0, 8) + "}", 8),
        "the tensor \"a\" of type F32 and shape [3] does not fill its 8 bytes");
    refused(
        write("{" + entry("a", "F32", "[4611686018427387904, 4]", 0, 8) + "}", 8),
        "does not fill its 8 bytes");
  }

  @Test
  void refusesOverlapsAndHoles() throws IOException {
    String first = entry("a", "F32", "[2]", 0, 8);
    refused(
        write("{" + entry("b", "F32", "[2]", 4, 12) + "," + first + "}", 12),
        "the tensors \"a\" and \"b\" overlap");
    refused(
        write("{" + first + "," + entry("b", "F32", "[1]", 12, 16) + "}", 16),
        "its bytes 8 to 11 belong to no tensor");
    refused(write("{" + first + "}", 9), "its last 1 bytes belong to no tensor");
  }

  @Test
  void refusesFilesThatWereCutOff() throws IOException {
    refused(
        write("{" + entry("a", "F32", "[2]", 0, 8) + "}", 7),
        "it is cut off: its tensors need 8 bytes, and it has 7");
  }

  @Test
  void readsBesideTensorsOfTypesItDoesNotKnow() throws IOException {
    String header =
        entry("scale", "F8_E8M0", "[4]", 0, 4) + "," + entry("noise", "F32", "[1]", 4, 8);

    assertThat(SafetensorsFile.open(write("{" + header + "}", 8)).tensor("noise").data())
        .containsExactly(0);
  }

  @Test
  void saysWhereThereIsNoFile() {
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none.safetensors")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "There is no file "
                + folder.resolve("none.safetensors")
                + ": give the path of a .safetensors file.");
  }

  @Test
  void readsWhatTheWriterWrote() {
    Path file = folder.resolve("new/folder/a.safetensors");
    NumpyArray array = new NumpyArray(new long[] {2, 4}, VALUES);
    Map<String, String> metadata = Map.of("names", "[\"ä\",\"\\\"\"]");

    SafetensorsWriter.write(file, "latents", array, metadata);
    SafetensorsWriter.write(file, "latents", array, metadata);

    SafetensorsFile read = SafetensorsFile.open(file);
    assertThat(read.tensor("latents").data()).containsExactly(VALUES);
    assertThat(read.tensor("latents").shape()).containsExactly(2, 4);
    assertThat(read.metadata()).isEqualTo(metadata);
    assertThat(folder.resolve("new/folder")).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder.resolve("new/folder").toFile().list()).hasSize(1);
  }

  @Test
  void keepsFilesWithOtherContents() throws IOException {
    Path file = Files.writeString(folder.resolve("a.safetensors"), "mine");
    NumpyArray array = new NumpyArray(new long[] {8}, VALUES);

    assertThatThrownBy(() -> SafetensorsWriter.write(file, "latents", array, Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "There is a file "
                + file
                + " already, with other contents: remove it, or name another folder in"
                + " -Daudit.encode.");
    assertThat(file).hasContent("mine");
    assertThatThrownBy(() -> SafetensorsWriter.write(file.resolve("b"), "latents", array, Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("b cannot be written (");
  }

  private static SafetensorsFile open(String resource) {
    return SafetensorsFile.open(TestData.resource(resource));
  }

  private static String entry(String name, String type, String shape, int begin, int end) {
    return String.format(
        "\"%s\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": [%d, %d]}",
        name, type, shape, begin, end);
  }

  private Path length(long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    return Files.write(folder.resolve("a"), bytes.array());
  }

  private Path write(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json);
    return Files.write(folder.resolve("a"), bytes.array());
  }

  private static void refused(Path file, String why) {
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "The file " + file + " is not a safetensors file that can be read: ")
        .hasMessageContaining(why)
        .hasMessageEndingWith(". Copy or write it again.");
  }
}
