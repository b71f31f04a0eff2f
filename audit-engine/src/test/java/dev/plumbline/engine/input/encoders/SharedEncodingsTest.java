package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.TestModels;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedEncodingsTest {

  private static final Geometry GEOMETRY = TestData.geometry(3, 2, 32);

  @TempDir Path folder;

  private final List<Path> opened = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final SharedEncodings encodings = TestData.encodings();
  private Inputs inputs;

  @BeforeEach
  void writePhotographs() throws IOException {
    Path photographs = folder.resolve("photographs");
    TestData.png(photographs.resolve("a.png"), 16, 0xFF0000);
    TestData.png(photographs.resolve("b.png"), 16, 0x00FF00);
    TestData.png(photographs.resolve("small.png"), 3, 0x0000FF);
    inputs = TestData.images(photographs, 10);
  }

  private EncoderFiles encoders(String name, String output, double scaling) throws IOException {
    Path at = Files.createDirectories(folder.resolve(name));
    EncoderFiles reference = TestData.referenceEncoders();
    Path text = Files.copy(reference.textEncoder().orElseThrow(), at.resolve("text_encoder.onnx"));
    return TestData.encoders(
        Optional.of(TestModels.patchMeans(at.resolve("vae.onnx"), DataType.FLOAT, output, -1)),
        Optional.of(
            Files.writeString(at.resolve("vae.json"), "{\"scaling_factor\": " + scaling + "}")),
        Optional.of(text),
        reference.textConfig(),
        Optional.empty(),
        reference.schedulerConfig());
  }

  private InputSet load(EncoderFiles encoders) {
    return new InputLoader(
            inputs,
            encodings,
            model -> {
              opened.add(folder.relativize(model));
              return TestData.OPENER.open(model);
            },
            warnings::add)
        .load(GEOMETRY, encoders);
  }

  @Test
  void encodersOfTheSameContentRunOnceAndWarnEachTime() throws IOException {
    InputSet one = load(encoders("one", "means", 1));
    List<String> said = List.copyOf(warnings);
    warnings.clear();
    InputSet two = load(encoders("two", "means", 1));

    assertThat(opened).containsExactly(Path.of("one/text_encoder.onnx"), Path.of("one/vae.onnx"));
    assertThat(two.latents()).isSameAs(one.latents());
    assertThat(two.prompt()).isSameAs(one.prompt());
    assertThat(two.differences(one)).isEmpty();
    assertThat(two.noisy(1, 500)).isEqualTo(one.noisy(1, 500));
    assertThat(said).anyMatch(warning -> warning.contains("small.png was left out"));
    assertThat(warnings).isEqualTo(said);
  }

  @Test
  void anEncoderOfOtherContentRunsToo() throws IOException {
    load(encoders("one", "means", 1));
    InputSet other = load(encoders("two", "other", 1));

    assertThat(opened).hasSize(3).contains(Path.of("two/vae.onnx"));
    assertThat(other.channels()).isEqualTo(3);
  }

  /** Two exports of one VAE differ in bytes, and that alone is no reason to warn. */
  @Test
  void onlyOtherLatentsAreADifference() throws IOException {
    InputSet one = load(encoders("one", "means", 1));

    assertThat(load(encoders("two", "other", 1)).differences(one)).isEmpty();
    assertThat(load(encoders("three", "means", 0.5)).differences(one))
        .containsExactly("latents (root mean square of the difference 0.50, of the latents 1.0)");
    assertThat(opened).contains(Path.of("three/vae.onnx"));
  }

  @Test
  void otherSizesAndOtherSchedulesAreDifferencesToo() throws IOException {
    EncoderFiles encoders = encoders("one", "means", 1);
    InputSet one = load(encoders);
    Path linear =
        Files.writeString(
            folder.resolve("linear.json"),
            "{\"beta_schedule\": \"linear\", \"beta_start\": 0.0001, \"beta_end\": 0.02}");
    InputSet other =
        new InputLoader(inputs, encodings, TestData.OPENER, warnings::add)
            .load(
                TestData.geometry(3, 1, 32),
                TestData.encoders(
                    encoders.vaeEncoder(),
                    encoders.vaeConfig(),
                    encoders.textEncoder(),
                    encoders.textConfig(),
                    Optional.empty(),
                    Optional.of(linear)));

    assertThat(other.differences(one))
        .containsExactly("latents (3×1×1 in place of 3×2×2)", "noise schedule");
  }

  @Test
  void anEncoderThatFailsIsTriedAgainForTheNext() throws IOException {
    EncoderFiles broken = encoders("one", "means", 1);
    Files.writeString(broken.vaeEncoder().orElseThrow(), "no model");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> load(broken))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("one/vae.onnx");
    }
    assertThat(load(encoders("two", "means", 1)).images()).hasSize(2);
  }
}
