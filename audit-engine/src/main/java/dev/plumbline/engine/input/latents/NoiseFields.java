package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Arrays;

/** Where each image's noise field comes from. */
@FunctionalInterface
public interface NoiseFields {

  /**
   * The noise of one image.
   *
   * @param name the image's name
   * @param row its row among the images or latents as they were given
   * @return [C·h·w] values
   */
  float[] field(String name, int row);

  /**
   * Noise as the user asked for.
   *
   * @param noise the way to draw it
   * @param seed the run's seed
   * @param latents what it is added to
   * @throws UserError if it is to come from a file, and that is not as many fields of that shape
   */
  static NoiseFields of(Inputs.Noise noise, long seed, Latents latents) {
    int size = latents.size();
    return switch (noise.kind()) {
      case INDEPENDENT -> (name, row) -> NormalField.draw(seed, name, size);
      case SHARED -> {
        // No image is called this: a name is never empty.
        float[] shared = NormalField.draw(seed, "", size);
        yield (name, row) -> shared.clone();
      }
      case FILE -> fromFile(noise.file().orElseThrow(), latents);
    };
  }

  private static NoiseFields fromFile(Path file, Latents latents) {
    NumpyArray array = ArrayFile.read(file, ArrayFile.NOISE).array();
    long[] needed = {
      latents.rows(), latents.channels(), latents.height(), latents.width(),
    };
    if (!Arrays.equals(array.shape(), needed)) {
      throw new UserError(
          String.format(
              "The noise in %s has the shape %s; these latents need %s, a field for each of them."
                  + " Give such a file, or -Daudit.noise=independent.",
              file, array.shapeText(), Arrays.toString(needed)));
    }
    if (!array.isFinite()) {
      throw new UserError(
          "The noise in " + file + " has values that are not finite: give finite noise.");
    }
    int size = latents.size();
    return (name, row) -> Arrays.copyOfRange(array.data(), row * size, (row + 1) * size);
  }
}
