package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {

  @TempDir Path bundled;

  private final Properties properties = new Properties();

  @BeforeEach
  void bundle() throws Exception {
    Files.createDirectory(bundled.resolve("reference-unet"));
    Files.createDirectory(bundled.resolve("photographs"));
    properties.setProperty("benchmark.bundled", bundled.toString());
  }

  private Options read(String key, String value) {
    properties.setProperty("benchmark." + key, value);
    return Options.of(properties);
  }

  private void refuses(String key, String value, String message) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> read(key, value))
        .withMessageContaining(message);
  }

  @Test
  void emptyPropertiesHaveDefaults() {
    Options options = read("images", " ");

    assertThat(options.checkpoint()).isEqualTo(bundled.resolve("reference-unet"));
    assertThat(options.photographs()).isEqualTo(bundled.resolve("photographs"));
    assertThat(options.images()).containsExactly(16, 64, 256);
    assertThat(options.phases()).containsExactly(Phase.values());
  }

  @Test
  void listsAreSorted() {
    assertThat(read("images", "64, 4,64").images()).containsExactly(4, 64);
    assertThat(read("phases", "memory,Time").phases()).containsExactly(Phase.TIME, Phase.MEMORY);
  }

  @Test
  void badValuesAreRefused() {
    refuses("images", "16,none", "benchmark.images=none: expected whole numbers above 0");
  }

  @Test
  void badCountsAreRefused() {
    refuses("rounds", "0", "benchmark.rounds=0: expected whole numbers above 0");
  }

  @Test
  void overlapAndTapsAreTrueOrFalse() {
    assertThat(read("taps", "").taps()).isTrue();
    assertThat(read("taps", "false").taps()).isFalse();
    assertThat(read("overlap", "").overlap()).isFalse();
    assertThat(read("overlap", "true").overlap()).isTrue();
    refuses("overlap", "yes", "benchmark.overlap=yes: expected true or false");
  }

  @Test
  void unknownPhasesAreRefused() {
    refuses(
        "phases",
        "space",
        "benchmark.phases=space: expected some of discovery,time,profile,memory");
  }

  @Test
  void missingFilesAreRefused() {
    refuses("checkpoint", "nowhere.onnx", "benchmark.checkpoint: there is nothing at ");
  }

  @Test
  void unknownParametersAreRefused() {
    refuses("image", "16", "benchmark.image is no parameter of the benchmark");
  }
}
