package dev.plumbline.engine.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputSetTest {

  private static final Path LATENTS = TestData.resource("vectors/latents.npy");
  private static final Geometry REFERENCE = TestData.geometry(4, 32, 32);

  /** Latents 3×2×2 of images of 16×16 pixels. */
  private static final Geometry SMALL = TestData.geometry(3, 2, 32);

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  /**
   * Pictures of one colour make latents of which that is said, which has no part in these tests.
   */
  private void warn(String warning) {
    if (!warning.contains("have one and the same value everywhere")) {
      warnings.add(warning);
    }
  }

  private EncoderFiles small = TestData.noEncoders();

  @BeforeEach
  void encoderOfPatchMeans() throws IOException {
    EncoderFiles reference = TestData.referenceEncoders();
    small =
        TestData.encoders(
            Optional.of(
                TestModels.patchMeans(folder.resolve("vae.onnx"), DataType.FLOAT, "means", -1)),
            Optional.of(Files.writeString(folder.resolve("vae.json"), "{\"scaling_factor\": 1}")),
            reference.textEncoder(),
            reference.textConfig(),
            Optional.empty(),
            reference.schedulerConfig());
  }

  @Test
  void encodesColoursToLatents() throws IOException {
    Path photos = folder.resolve("photos");
    TestData.png(photos.resolve("a/white.png"), 40, 0xFFFFFF);
    TestData.png(photos.resolve("b/blue.png"), 16, 0x0000FF);

    InputSet inputs = load(TestData.images(photos, 10), SMALL, small);

    assertThat(inputs.channels()).isEqualTo(3);
    assertThat(inputs.height()).isEqualTo(2);
    assertThat(inputs.width()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      float red = inputs.images().get(i).scene().equals("a") ? 1 : -1;
      assertThat(inputs.latent(i))
          .containsExactly(red, red, red, red, red, red, red, red, 1, 1, 1, 1);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void listsTrainingImagesFirst() {
    InputSet inputs = load(TestData.latents(LATENTS, 31), REFERENCE, TestData.referenceEncoders());
    NumpyArray array = NumpyArray.read(LATENTS);
    Comparator<SourceImage> canonical =
        Comparator.comparing(SourceImage::test)
            .thenComparing(image -> Integer.parseInt(image.name()));

    assertThat(inputs.images()).hasSize(31).isSortedAccordingTo(canonical);
    assertThat(inputs.images().subList(0, 24)).noneMatch(SourceImage::test);
    assertThat(inputs.images().subList(24, 31)).allMatch(SourceImage::test);
    for (int i = 0; i < 31; i++) {
      int row = Integer.parseInt(inputs.images().get(i).name());
      assertThat(inputs.latent(i)[7]).isEqualTo(array.data()[row * 4 * 32 * 32 + 7]);
    }
  }

  @Test
  void givesAnImageTheSameNoiseWhateverElseIsRun() {
    InputSet all = load(TestData.latents(LATENTS, 31), REFERENCE, TestData.referenceEncoders());
    InputSet few = load(TestData.latents(LATENTS, 8), REFERENCE, TestData.referenceEncoders());

    assertThat(few.images()).hasSize(8);
    for (int i = 0; i < 8; i++) {
      String name = few.images().get(i).name();
      int other = all.images().stream().map(SourceImage::name).toList().indexOf(name);
      assertThat(few.noisy(i, 500)).containsExactly(all.noisy(other, 500));
    }
    assertThat(few.noisy(0, 500)).isNotEqualTo(few.noisy(1, 500));
  }

  @Test
  void leavesOutWhatCannotBeUsedAndTakesTheNext() throws IOException {
    Path photos = folder.resolve("photos");
    int grey = 0;
    for (String name : new String[] {"a/1", "a/2", "b/1", "b/2", "c/1"}) {
      TestData.png(photos.resolve(name + ".png"), 16, grey += 0x101010);
    }
    Path broken = Files.writeString(photos.resolve("a/broken.png"), "nothing");
    Path little = TestData.png(photos.resolve("b/small.png"), 15, 0);

    InputSet inputs = load(TestData.images(photos, 5), SMALL, small);

    assertThat(inputs.images())
        .extracting(SourceImage::name)
        .containsExactlyInAnyOrder("a/1.png", "a/2.png", "b/1.png", "b/2.png", "c/1.png");

    assertThat(load(TestData.images(photos, 100), SMALL, small).images()).hasSize(5);
    assertThat(warnings)
        .contains(
            "The image " + broken + " was left out: it is not a PNG, JPEG or WebP image.",
            "The image "
                + little
                + " was left out: it has 15×15 pixels, and the model needs 16×16; images are never"
                + " enlarged.")
        .allMatch(warning -> warning.contains("broken.png") || warning.contains("small.png"));
  }

  @Test
  void warnsOnceOfEachImageLeftOut() throws IOException {
    Path photos = folder.resolve("photos");
    TestData.png(photos.resolve("a/1.png"), 16, 0);
    TestData.png(photos.resolve("b/1.png"), 16, 0x808080);
    Files.writeString(photos.resolve("b/broken.jpg"), "nothing");

    load(TestData.images(photos, 100), SMALL, small);

    assertThat(warnings).singleElement().asString().contains("b/broken.jpg was left out");
  }

  @Test
  void refusesAFolderOfBrokenImages() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("1.png"), "nothing");
    Files.writeString(photos.resolve("2.png"), "nothing");

    refused(
        TestData.images(photos, 10),
        SMALL,
        small,
        "None of the 2 images in "
            + photos
            + " can be used (the warnings say why): give photographs of at least 16×16 pixels in"
            + " -Daudit.images.");
    assertThat(warnings).hasSize(2);
  }

  @Test
  void findsTheSizeInTheVaesConfig() throws IOException {
    Geometry unknown = TestData.geometryOfAnySize(3, OptionalInt.of(32));
    Path photos = folder.resolve("photos");
    TestData.png(photos.resolve("1.png"), 40, 0);
    TestData.png(photos.resolve("2.png"), 40, 0);

    refused(
        TestData.images(photos, 10),
        unknown,
        small,
        "Nothing says how large this checkpoint's latents are: put \"sample_size\" into the"
            + " U-Net's config.json, or give latents in -Daudit.latents=file.npy.");
    Files.writeString(folder.resolve("vae.json"), "{\"sample_size\": 32}");
    assertThat(load(TestData.images(photos, 10), unknown, small).height()).isEqualTo(4);
  }

  @Test
  void saysWhatToGiveWithoutAVaeEncoder() {
    Inputs inputs =
        SomeOptions.photographs(
            folder, 10, Optional.of(TestData.resource("vectors/prompt-embeddings.npy")));

    refused(
        inputs,
        REFERENCE,
        TestData.noEncoders(),
        "This checkpoint has no VAE encoder to make latents of images with: give latents in"
            + " -Daudit.latents=file.npy, a pipeline folder in -Daudit.checkpoint, or, where another"
            + " checkpoint of the run has one, that checkpoint's name in -Daudit.inputs.from.");
  }

  @Test
  void saysWhatToGiveWithoutATextEncoder() {
    refused(
        TestData.images(folder, 10),
        REFERENCE,
        TestData.noEncoders(),
        "This checkpoint has no text encoder to make prompt embeddings with: give embeddings in"
            + " -Daudit.prompt=file.npy, a pipeline folder in -Daudit.checkpoint, or, where another"
            + " checkpoint of the run has one, that checkpoint's name in -Daudit.inputs.from.");
  }

  @Test
  void assumesStableDiffusionsScheduleForAUNetAlone() {
    InputSet inputs = load(TestData.latents(LATENTS, 31), REFERENCE, TestData.noEncoders());

    assertThat(inputs.schedule().trainTimesteps()).isEqualTo(1000);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("This checkpoint has no scheduler config: Stable Diffusion's noise schedule");
  }

  @Test
  void refusesPromptEmbeddingsOfAnotherWidth() {
    refused(
        TestData.latents(LATENTS, 31),
        TestData.geometry(4, 32, 768),
        TestData.noEncoders(),
        "The prompt embeddings in "
            + TestData.resource("vectors/prompt-embeddings.npy")
            + " are 32 wide, and this U-Net takes 768: give embeddings made for it in"
            + " -Daudit.prompt=file.npy.");
    refused(
        TestData.images(folder, 10),
        TestData.geometry(4, 32, 768),
        TestData.referenceEncoders(),
        "The prompt embeddings of the text encoder "
            + TestData.resource("reference-unet/text_encoder/model.onnx")
            + " are 32 wide, and this U-Net takes 768: give embeddings made for it in"
            + " -Daudit.prompt=file.npy.");
  }

  @Test
  void refusesToRunOnNothing() {
    refused(
        TestData.latents(LATENTS, 0),
        REFERENCE,
        TestData.noEncoders(),
        "audit.samples is 0: an audit needs at least 1 image.");
  }

  @Test
  void refusesTimestepsThatTheScheduleDoesNotHave() {
    InputSet inputs = load(TestData.latents(LATENTS, 1), REFERENCE, TestData.referenceEncoders());

    assertThatThrownBy(() -> inputs.noisy(0, 1000))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Timestep 1000");
  }

  /** Latents 3×2×2 of 16×16 pixels, with a margin of one latent: 4×4 of 32×32 pixels. */
  private static Geometry withMargin() {
    return SMALL.withMargin(1);
  }

  @Test
  void windowsAreCutOutOfOneNoisyField() throws IOException {
    Path photos = folder.resolve("photos");
    TestData.png(photos.resolve("a/1.png"), 32, 0x336699);
    TestData.png(photos.resolve("b/1.png"), 50, 0x996633);

    InputSet inputs = load(TestData.images(photos, 10), withMargin(), small);
    Geometry field = TestData.geometry(3, 4, 32);
    InputSet whole = load(TestData.images(photos, 10), field, small);

    assertThat(inputs.margin()).isEqualTo(1);
    assertThat(inputs.noMargin()).isEmpty();
    assertThat(inputs.height()).isEqualTo(2);
    assertThat(inputs.width()).isEqualTo(2);
    assertThat(inputs.latent(0)).hasSize(3 * 2 * 2);
    float[] noisy = whole.noisy(0, 500);
    assertThat(inputs.noisy(0, 500)).containsExactly(InputSet.crop(noisy, 3, 4, 4, 1));
    float[] upperRight = new float[3 * 2 * 2];
    for (int i = 0; i < upperRight.length; i++) {
      upperRight[i] = noisy[i / 4 * 16 + i / 2 % 2 * 4 + 2 + i % 2];
    }
    assertThat(inputs.noisy(0, 500, -1, 1)).containsExactly(upperRight);
  }

  @Test
  void aSmallPhotographLeavesAllWithoutMargin() throws IOException {
    Path photos = folder.resolve("photos");
    TestData.png(photos.resolve("a/1.png"), 32, 0);
    TestData.png(photos.resolve("b/1.png"), 31, 1);
    Files.writeString(photos.resolve("c.png"), "nothing");

    InputSet inputs = load(TestData.images(photos, 10), withMargin(), small);

    assertThat(inputs.images()).hasSize(2);
    assertThat(inputs.margin()).isZero();
    assertThat(inputs.height()).isEqualTo(2);
    assertThat(inputs.noMargin()).contains("the image b/1.png has 31×31 pixels, fewer than 32×32");
    assertThat(warnings).singleElement().asString().contains("c.png was left out");
  }

  @Test
  void anEncoderOfOneSizeLeavesAllWithoutMargin() throws IOException {
    Path photos = folder.resolve("photos");
    TestData.png(photos.resolve("a/1.png"), 32, 0);
    TestData.png(photos.resolve("b/1.png"), 32, 0);
    EncoderFiles fixed =
        TestData.encoders(
            Optional.of(
                TestModels.patchMeans(folder.resolve("fixed.onnx"), DataType.FLOAT, "means", 16)),
            small.vaeConfig(),
            small.textEncoder(),
            small.textConfig(),
            small.tokenizerConfig(),
            small.schedulerConfig());

    InputSet inputs = load(TestData.images(photos, 10), withMargin(), fixed);

    assertThat(inputs.margin()).isZero();
    assertThat(inputs.noMargin())
        .contains("the VAE encoder takes images of 16×16 pixels only, not of 32×32");
  }

  @Test
  void noiseFromAFileHasNoMargin() throws IOException {
    Path photos = folder.resolve("photos");
    TestData.png(photos.resolve("a/1.png"), 32, 0);
    TestData.png(photos.resolve("b/1.png"), 32, 0);
    Path noise = TestData.npy(folder.resolve("noise.npy"), new float[2 * 3 * 2 * 2], 2, 3, 2, 2);
    Inputs given =
        SomeOptions.photographs(photos, 10, Optional.empty())
            .withNoise(new Inputs.Noise(Inputs.Noise.Kind.FILE, Optional.of(noise)));

    InputSet inputs = load(given, withMargin(), small);

    assertThat(inputs.margin()).isZero();
    assertThat(inputs.noMargin()).contains("noise from a file has no margin");
  }

  @Test
  void cropsEveryChannel() {
    float[] x = new float[2 * 4 * 6];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }

    assertThat(InputSet.crop(x, 2, 4, 6, 1))
        .containsExactly(7, 8, 9, 10, 13, 14, 15, 16, 31, 32, 33, 34, 37, 38, 39, 40);
    assertThat(InputSet.crop(x, 2, 4, 6, 0)).containsExactly(x).isNotSameAs(x);
    assertThatThrownBy(() -> InputSet.crop(x, 2, 4, 6, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Nothing is left of 4×6 when cropped by 2 a side");
    assertThatThrownBy(() -> InputSet.crop(x, 3, 4, 6, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("48 values cannot be cropped as [3, 4, 6] by 1");
  }

  private InputSet load(Inputs inputs, Geometry geometry, EncoderFiles encoders) {
    return new InputLoader(inputs, TestData.encodings(), TestData.OPENER, this::warn)
        .load(geometry, encoders);
  }

  private void refused(Inputs inputs, Geometry geometry, EncoderFiles encoders, String message) {
    assertThatThrownBy(() -> load(inputs, geometry, encoders))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}
