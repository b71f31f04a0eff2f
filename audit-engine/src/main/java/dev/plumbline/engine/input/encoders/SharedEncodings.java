package dev.plumbline.engine.input.encoders;

import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.latents.VaeSettings;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the encoders of a run made, so that checkpoints whose encoders are the same share it: each
 * encoder runs once, and the checkpoints are run on the very same values. An encoder is recognised
 * by its content, wherever it lies.
 */
public final class SharedEncodings {

  /** What latents depend on besides the VAE's model. */
  private record LatentSettings(
      VaeSettings vae,
      int channels,
      OptionalInt height,
      OptionalInt width,
      int margin,
      Inputs inputs) {}

  /** What an encoder made, and what it had to say about it. */
  private record Made<S, T>(Path model, S settings, T product, List<String> warnings) {}

  private final ModelFingerprint fingerprint;
  private final Consumer<String> lines;
  private final List<Made<LatentSettings, EncodedLatents>> latents = new ArrayList<>();
  private final List<Made<EmptyPrompt, NumpyArray>> prompts = new ArrayList<>();

  /**
   * Begins with nothing made.
   *
   * @param fingerprint recognises models; it is asked only where two files might hold the same one
   * @param lines told how encoding goes, in lines for people
   */
  public SharedEncodings(ModelFingerprint fingerprint, Consumer<String> lines) {
    this.fingerprint = fingerprint;
    this.lines = lines;
  }

  /** Returns the latents of the chosen images. */
  public EncodedLatents latents(
      Inputs inputs,
      Geometry geometry,
      EncoderFiles encoders,
      ModelOpener opener,
      Consumer<String> warnings) {
    Path model =
        encoders
            .vaeEncoder()
            .orElseThrow(
                () ->
                    new UserError(
                        "This checkpoint has no VAE encoder to make latents of images with: give"
                            + " latents in -Daudit.latents=file.npy, a pipeline folder in"
                            + " -Daudit.checkpoint, or, where another checkpoint of the run has"
                            + " one, that checkpoint's name in -Daudit.inputs.from."));
    LatentSettings settings =
        new LatentSettings(
            VaeSettings.read(encoders.vaeConfig()),
            geometry.channels(),
            geometry.height(),
            geometry.width(),
            geometry.margin(),
            inputs);
    return once(
        latents,
        model,
        settings,
        warnings,
        said -> PhotographEncoder.read(inputs, geometry, encoders, opener, said, lines));
  }

  /** Returns the embeddings [1,S,D] of the empty prompt. */
  NumpyArray emptyPrompt(EncoderFiles encoders, ModelOpener opener, Consumer<String> warnings) {
    Consumer<String> saidWhenEncoding = warning -> {};
    return once(
        prompts,
        encoders.textEncoder().orElseThrow(),
        EmptyPrompt.read(encoders.textConfig(), encoders.tokenizerConfig(), saidWhenEncoding),
        warnings,
        said -> PromptEncoder.ofEmptyPrompt(encoders, opener, said));
  }

  /** Encodes, unless an equal model with equal settings did; its warnings are said again. */
  private synchronized <S, T> T once(
      List<Made<S, T>> made,
      Path model,
      S settings,
      Consumer<String> warnings,
      Function<Consumer<String>, T> encode) {
    for (Made<S, T> one : made) {
      if (one.settings().equals(settings) && same(one.model(), model)) {
        one.warnings().forEach(warnings);
        return one.product();
      }
    }
    List<String> said = new ArrayList<>();
    T product =
        encode.apply(
            warning -> {
              said.add(warning);
              warnings.accept(warning);
            });
    made.add(new Made<>(model, settings, product, said));
    return product;
  }

  private boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other)
          || (Files.size(one) == Files.size(other)
              && fingerprint.of(one).equals(fingerprint.of(other)));
    } catch (IOException e) {
      throw new UserError(
          String.format("The encoders %s and %s cannot be compared: %s.", one, other, e), e);
    }
  }
}
