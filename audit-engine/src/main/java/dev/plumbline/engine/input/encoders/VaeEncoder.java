package dev.plumbline.engine.input.encoders;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.VaeSettings;
import dev.plumbline.engine.plan.SizeLimits;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** A pipeline's VAE encoder: pixels to latents, one image at a time. */
final class VaeEncoder implements AutoCloseable {

  private static final String REMEDY = "latents in -Daudit.latents=file.npy";

  private final Path model;
  private final EncoderSession session;
  private final String inputName;
  private final TensorInfo input;
  private final String outputName;
  private final VaeSettings settings;

  /**
   * Opens an encoder.
   *
   * @param model the model's file
   * @param config the VAE's {@code config.json}; Stable Diffusion's figures where there is none
   * @param opener opens the model
   * @param warnings told if the encoder samples
   * @throws UserError if the model cannot be loaded or is no VAE encoder
   */
  VaeEncoder(Path model, Optional<Path> config, ModelOpener opener, Consumer<String> warnings) {
    this.model = model;
    settings = VaeSettings.read(config);
    session = EncoderSession.open("VAE encoder", model, opener, REMEDY);
    try {
      inputName = session.inputNames().iterator().next();
      input =
          session
              .onlyInput()
              .filter(info -> info.getShape().length == 4)
              .orElseThrow(
                  () ->
                      wrong(
                          "it must take one input, images [B, 3, H, W], and it takes "
                              + session.inputNames()));
      outputName = outputName(session);
    } catch (OrtException e) {
      close();
      throw wrong(e.getMessage());
    } catch (UserError e) {
      close();
      throw e;
    }
    if (outputName.equals("latent_sample")) {
      warnings.accept(
          String.format(
              "The VAE encoder %s draws a sample inside its graph (output latent_sample): latents,"
                  + " and all figures with them, differ a little from run to run. Export it with"
                  + " the output latent_parameters, or give %s.",
              model, REMEDY));
    }
  }

  /** Pixels a side of one latent. */
  int factor() {
    return settings.factor();
  }

  /** The size of latents that the VAE's config speaks of, if it does. */
  OptionalInt latentSize() {
    return settings.latentSize();
  }

  /**
   * Checks that the graph takes images of a size.
   *
   * @param height in pixels
   * @param width in pixels
   * @throws UserError if it is exported for another size only
   */
  void checkPixels(int height, int width) {
    if (SizeLimits.areTooMany(3, height, width)) {
      throw wrong(String.format("the U-Net's latents need images of %d×%d pixels", height, width));
    }
    if (!takesPixels(height, width)) {
      long[] shape = input.getShape();
      throw wrong(
          String.format(
              "it takes images of %d×%d pixels only, and the U-Net's latents need %d×%d",
              shape[2], shape[3], height, width));
    }
  }

  /** Tells whether the graph takes images of a size, in pixels. */
  boolean takesPixels(int height, int width) {
    long[] shape = input.getShape();
    return (shape[2] <= 0 || shape[2] == height) && (shape[3] <= 0 || shape[3] == width);
  }

  /**
   * Encodes one image: the mean of the latent distribution (or, where the graph samples, the
   * sample), less the shift, times the scaling factor.
   *
   * @param name the image's name, for messages
   * @param pixels [3·height·width] in [-1, 1]
   * @param height in pixels
   * @param width in pixels
   * @param channels the latent channels that the U-Net takes, C
   * @return the latent [C·height/factor·width/factor]
   * @throws UserError if the encoder fails or its latents do not fit the U-Net
   */
  float[] encode(String name, float[] pixels, int height, int width, int channels) {
    int factor = settings.factor();
    NumpyArray encoded;
    long[] shape = {1, 3, height, width};
    try {
      encoded = session.run("the image " + name, (it, run) -> encoded(it, run, pixels, shape));
    } catch (OrtException e) {
      throw wrong("it failed on the image " + name + " (" + e.getMessage() + ")");
    }
    long[] sample = {1, channels, height / factor, width / factor};
    long[] parameters = {1, 2L * channels, height / factor, width / factor};
    boolean fits =
        switch (outputName) {
          case "latent_sample" -> Arrays.equals(encoded.shape(), sample);
          case "latent_parameters" -> Arrays.equals(encoded.shape(), parameters);
          default ->
              Arrays.equals(encoded.shape(), sample) || Arrays.equals(encoded.shape(), parameters);
        };
    if (!fits) {
      throw wrong(
          String.format(
              "its output %s is %s for an image of %d×%d pixels, and the U-Net takes latents %s",
              outputName, encoded.shapeText(), height, width, Arrays.toString(sample)));
    }
    if (!encoded.isFinite()) {
      throw wrong(
          "its latents of the image "
              + name
              + " are not finite (float16 encoders may overflow; use the float32 one)");
    }
    float[] latent = new float[channels * (height / factor) * (width / factor)];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = settings.scaled(encoded.data()[i]);
    }
    return latent;
  }

  private NumpyArray encoded(
      OrtSession opened, OrtSession.RunOptions run, float[] pixels, long[] shape)
      throws OrtException {
    try (OnnxTensor images = Tensors.floats(input, pixels, shape);
        OrtSession.Result result = opened.run(Map.of(inputName, images), Set.of(outputName), run)) {
      return Tensors.copy(result.get(outputName).orElseThrow());
    }
  }

  @Override
  public void close() {
    session.close();
  }

  private static String outputName(EncoderSession session) {
    for (String name : new String[] {"latent_parameters", "latent_sample"}) {
      if (session.outputNames().contains(name)) {
        return name;
      }
    }
    return session.outputNames().iterator().next();
  }

  private UserError wrong(String why) {
    return new UserError(
        String.format("The VAE encoder %s cannot be used: %s. Give %s.", model, why, REMEDY));
  }
}
