package dev.plumbline.engine.input;

import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Makes latents of photographs with a pipeline's VAE encoder. */
final class EncodedImages {

  private final Inputs inputs;
  private final VaeEncoder encoder;
  private final Consumer<String> warnings;
  private final int channels;
  private final int height;
  private final int width;

  private EncodedImages(
      Inputs inputs, Geometry geometry, VaeEncoder encoder, Consumer<String> warnings) {
    this.inputs = inputs;
    this.encoder = encoder;
    this.warnings = warnings;
    channels = geometry.channels();
    height = size(geometry.height());
    width = size(geometry.width());
    encoder.checkPixels(height * encoder.factor(), width * encoder.factor());
  }

  /**
   * Chooses photographs and encodes them. A photograph that cannot be used is left out, with a
   * warning, and the next one takes its place.
   *
   * @param inputs the folder, how many to choose, and the seed
   * @param geometry what the U-Net takes
   * @param encoders the pipeline's files
   * @param opener opens the encoder
   * @param warnings told of everything that was left out
   * @param noMargin told why the latents are without the geometry's margin, if they are
   * @return the latents, with the margin where encoder and photographs suffice
   * @throws UserError if there is no encoder or no usable photograph
   */
  static Latents read(
      Inputs inputs,
      Geometry geometry,
      Encoders encoders,
      ModelOpener opener,
      Consumer<String> warnings,
      Consumer<String> noMargin) {
    if (encoders.vaeEncoder().isEmpty()) {
      throw new UserError(
          "This checkpoint has no VAE encoder to make latents of images with: give latents in"
              + " -Daudit.latents=file.npy, or a pipeline folder in -Daudit.checkpoint.");
    }
    List<ImageFolder.Entry> images =
        ImageFolder.balanced(ImageFolder.list(inputs.images(), warnings), inputs.seed());
    try (VaeEncoder encoder =
        new VaeEncoder(encoders.vaeEncoder().get(), encoders.vaeConfig(), opener, warnings)) {
      EncodedImages plain = new EncodedImages(inputs, geometry, encoder, warnings);
      if (geometry.margin() == 0) {
        return plain.encode(images);
      }
      Optional<String> obstacle = plain.obstacleToMargin(images, geometry.withMargin());
      if (obstacle.isPresent()) {
        noMargin.accept(obstacle.get());
        return plain.encode(images);
      }
      return new EncodedImages(inputs, geometry.withMargin(), encoder, warnings).encode(images);
    }
  }

  /**
   * Returns why the photographs cannot be encoded at a larger size. All that will be chosen must be
   * large enough: images that are left out of a part of the figures would make them of different
   * images.
   */
  private Optional<String> obstacleToMargin(List<ImageFolder.Entry> candidates, Geometry larger) {
    int largerHeight = larger.height().orElseThrow() * encoder.factor();
    int largerWidth = larger.width().orElseThrow() * encoder.factor();
    if (inputs.noise().kind() == Inputs.Noise.Kind.FILE) {
      return Optional.of("noise from a file has no margin");
    }
    if (!encoder.takesPixels(largerHeight, largerWidth)) {
      return Optional.of(
          String.format(
              "the VAE encoder takes images of %d×%d pixels only, not of %d×%d",
              height * encoder.factor(), width * encoder.factor(), largerHeight, largerWidth));
    }
    int usable = 0;
    for (ImageFolder.Entry image : candidates) {
      if (usable == inputs.samples()) {
        break;
      }
      try {
        BufferedImage picture =
            PictureFile.read(image.file(), width * encoder.factor(), height * encoder.factor());
        if (picture.getHeight() < largerHeight || picture.getWidth() < largerWidth) {
          return Optional.of(
              String.format(
                  "the image %s has %d×%d pixels, fewer than %d×%d",
                  image.name(),
                  picture.getWidth(),
                  picture.getHeight(),
                  largerWidth,
                  largerHeight));
        }
        usable++;
      } catch (PictureFile.Unusable e) {
        // it is not chosen; encoding tells of it
      }
    }
    return Optional.empty();
  }

  private int size(OptionalInt fixed) {
    OptionalInt size = fixed.isPresent() ? fixed : encoder.latentSize();
    return size.orElseThrow(
        () ->
            new UserError(
                "Nothing says how large this checkpoint's latents are: put \"sample_size\" into"
                    + " the U-Net's config.json, or give latents in -Daudit.latents=file.npy."));
  }

  private Latents encode(List<ImageFolder.Entry> candidates) {
    List<Latents.Item> chosen = new ArrayList<>();
    for (ImageFolder.Entry image : candidates) {
      if (chosen.size() == inputs.samples()) {
        break;
      }
      try {
        chosen.add(new Latents.Item(image.name(), image.scene(), 0, encode(image)));
      } catch (PictureFile.Unusable e) {
        warnings.accept(
            String.format("The image %s was left out: %s.", image.file(), e.getMessage()));
      }
    }
    if (chosen.isEmpty()) {
      throw new UserError(
          String.format(
              "None of the %d images in %s can be used (the warnings say why): give photographs of"
                  + " at least %d×%d pixels in -Daudit.images.",
              candidates.size(),
              inputs.images(),
              width * encoder.factor(),
              height * encoder.factor()));
    }
    chosen.sort(Comparator.comparing(Latents.Item::name));
    List<Latents.Item> numbered = new ArrayList<>();
    for (Latents.Item item : chosen) {
      numbered.add(new Latents.Item(item.name(), item.scene(), numbered.size(), item.values()));
    }
    return new Latents(numbered, numbered.size(), channels, height, width);
  }

  private float[] encode(ImageFolder.Entry image) throws PictureFile.Unusable {
    int pixelHeight = height * encoder.factor();
    int pixelWidth = width * encoder.factor();
    float[] pixels =
        PicturePixels.prepare(
            PictureFile.read(image.file(), pixelWidth, pixelHeight), pixelHeight, pixelWidth);
    return encoder.encode(image.name(), pixels, pixelHeight, pixelWidth, channels);
  }
}
