package dev.plumbline.engine.input.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Config files as they are found: of editors, of interrupted downloads, of nobody good. */
class JsonFileTest {

  @TempDir Path folder;

  private JsonFile read(String json) throws IOException {
    return JsonFile.read(Files.writeString(folder.resolve("config.json"), json));
  }

  private void refused(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("The file " + folder.resolve("config.json") + " ")
        .hasMessageContaining(why);
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    assertThat(read("\uFEFF{\"sample_size\": 64}\n").integer("sample_size")).hasValue(64);
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() {
    refused("{\"scaling_factor\": 1, \"scaling_factor\": 0.18215}", "Duplicate field");
    refused("{\"a\": {\"b\": 1, \"b\": 1}}", "Duplicate field");
  }

  @Test
  void whatFollowsTheObjectIsRefused() {
    refused("{\"sample_size\": 64} {\"sample_size\": 32}", "not valid JSON");
    refused("{\"sample_size\": 64}\0\0\0\0", "not valid JSON");
  }

  /** As interrupted downloads leave it, at every length. */
  @Test
  void whatIsCutOffOrEndsInZerosIsRefused() throws IOException {
    byte[] whole = "{\"sample_size\": 64, \"a\": [1, 2]}".getBytes(StandardCharsets.US_ASCII);
    Path file = folder.resolve("config.json");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> JsonFile.read(file)).isInstanceOf(UserError.class);
      Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
      assertThatThrownBy(() -> JsonFile.read(file)).isInstanceOf(UserError.class);
    }
  }

  @Test
  void depthIsBounded() {
    refused("{\"a\":" + "[".repeat(1_000_000), "not valid JSON");
    refused("{\"a\":".repeat(100_000), "not valid JSON");
  }

  @Test
  void numbersThatAreNoneOfTheirKindAreRefused() throws IOException {
    JsonFile file =
        read("{\"a\": 2147483648, \"b\": 1e999, \"c\": 1.5, \"d\": \"64\", \"e\": 64.0}");

    for (String key : new String[] {"a", "b", "c", "d"}) {
      assertThatThrownBy(() -> file.integer(key))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("\"" + key + "\" is ");
    }
    assertThat(file.integer("e")).hasValue(64);
    assertThatThrownBy(() -> file.number("b")).isInstanceOf(UserError.class);
  }
}
