package dev.plumbline.engine.input.encoders;

import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.photographs.ImageFolder;
import dev.plumbline.engine.input.photographs.PictureFile;
import dev.plumbline.engine.input.photographs.PicturesAhead;
import dev.plumbline.engine.input.scenes.NearDuplicates;
import dev.plumbline.engine.input.scenes.SmallCopy;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Makes latents of photographs with a pipeline's VAE encoder. */
final class PhotographEncoder {

  private static final long LINE_INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final Inputs inputs;
  private final VaeEncoder encoder;
  private final Consumer<String> warnings;
  private final Consumer<String> lines;
  private final int channels;
  private final int height;
  private final int width;

  /** Small copies of the photographs that are scenes of their own. */
  private final SortedMap<String, SmallCopy> alone = new TreeMap<>();

  private PhotographEncoder(
      Inputs inputs,
      Geometry geometry,
      VaeEncoder encoder,
      Consumer<String> warnings,
      Consumer<String> lines) {
    this.inputs = inputs;
    this.encoder = encoder;
    this.warnings = warnings;
    this.lines = lines;
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
   * @param encoders the pipeline's files, a VAE encoder among them
   * @param opener opens the encoder
   * @param warnings told of everything that was left out
   * @param lines told how far it is, in lines for people
   * @return the latents, with the margin where encoder and photographs suffice
   * @throws UserError if the encoder or every photograph is unusable
   */
  static EncodedLatents read(
      Inputs inputs,
      Geometry geometry,
      EncoderFiles encoders,
      ModelOpener opener,
      Consumer<String> warnings,
      Consumer<String> lines) {
    List<ImageFolder.Entry> images =
        ImageFolder.balanced(ImageFolder.list(inputs.images(), warnings), inputs.seed());
    try (VaeEncoder encoder =
        new VaeEncoder(
            encoders.vaeEncoder().orElseThrow(), encoders.vaeConfig(), opener, warnings)) {
      PhotographEncoder plain = new PhotographEncoder(inputs, geometry, encoder, warnings, lines);
      if (geometry.margin() == 0) {
        return plain.encoded(images, Optional.empty());
      }
      Optional<String> obstacle = plain.obstacleToMargin(images, geometry.enlarged());
      PhotographEncoder chosen =
          obstacle.isPresent()
              ? plain
              : new PhotographEncoder(inputs, geometry.enlarged(), encoder, warnings, lines);
      return chosen.encoded(images, obstacle);
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

  private EncodedLatents encoded(List<ImageFolder.Entry> candidates, Optional<String> noMargin) {
    Latents latents = encode(candidates);
    return new EncodedLatents(latents, noMargin, NearDuplicates.in(alone));
  }

  private Latents encode(List<ImageFolder.Entry> candidates) {
    List<Latents.Item> chosen = new ArrayList<>();
    int wanted = Math.min(inputs.samples(), candidates.size());
    int pixelHeight = height * encoder.factor();
    int pixelWidth = width * encoder.factor();
    long lastLine = System.nanoTime();
    try (PicturesAhead pictures = PicturesAhead.withinHeap(candidates, pixelHeight, pixelWidth)) {
      while (chosen.size() < inputs.samples() && pictures.hasNext()) {
        if (System.nanoTime() - lastLine > LINE_INTERVAL_NANOS) {
          lastLine = System.nanoTime();
          lines.accept(String.format("encoding: %d of %d images", chosen.size(), wanted));
        }
        PicturesAhead.Picture picture = pictures.next(inputs.samples() - chosen.size());
        ImageFolder.Entry image = picture.image();
        try {
          float[] pixels = picture.pixels();
          float[] latent = encoder.encode(image.name(), pixels, pixelHeight, pixelWidth, channels);
          chosen.add(new Latents.Item(image.name(), image.scene(), 0, latent));
          if (image.scene().equals(image.name())) {
            alone.put(image.name(), SmallCopy.ofPicture(pixels, pixelHeight, pixelWidth));
          }
        } catch (PictureFile.Unusable e) {
          warnings.accept(
              String.format(
                  "The image %s was left out: %s.",
                  SafeNames.shown(image.file().toString()), e.getMessage()));
        }
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
}
