package dev.plumbline.engine.input;

import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Clean latents x_0.
 *
 * @param items the chosen ones, in canonical order
 * @param rows how many rows a file of noise must have: those of the latents' file, or the images
 * @param channels C
 * @param height h
 * @param width w
 */
record Latents(List<Item> items, int rows, int channels, int height, int width) {

  /**
   * One latent.
   *
   * @param name the image's name
   * @param scene the image's scene
   * @param row its row in a file of noise
   * @param values [C·h·w]
   */
  record Item(String name, String scene, int row, float[] values) {}

  /** The number of values of one latent. */
  int size() {
    return channels * height * width;
  }

  /**
   * Reads latents from a file and chooses among its rows.
   *
   * @param file a {@code .npy} file [N,C,h,w]
   * @param inputs how many to choose, and the seed
   * @param geometry what the U-Net takes
   * @throws UserError if the file cannot be read or does not fit the U-Net
   */
  static Latents fromFile(Path file, Inputs inputs, Geometry geometry) {
    NumpyArray array = NumpyArray.read(file);
    long[] shape = array.shape();
    if (shape.length != 4 || array.data().length == 0) {
      throw new UserError(
          String.format(
              "The latents in %s have the shape %s; they must be [N, C, h, w].",
              file, array.shapeText()));
    }
    if (shape[1] != geometry.channels()
        || differs(geometry.height(), shape[2])
        || differs(geometry.width(), shape[3])) {
      throw new UserError(
          String.format(
              "The latents in %s have the shape %s; this U-Net takes [N, %d, %s, %s]. Give latents"
                  + " made for it in -Daudit.latents.",
              file,
              array.shapeText(),
              geometry.channels(),
              geometry.height().isPresent() ? geometry.height().getAsInt() : "h",
              geometry.width().isPresent() ? geometry.width().getAsInt() : "w"));
    }
    if (!array.isFinite()) {
      throw new UserError(
          "The latents in "
              + file
              + " have values that are not finite: what a U-Net makes of them says nothing about"
              + " it. Give finite latents.");
    }
    int rows = (int) shape[0];
    int size = array.data().length / rows;
    List<Item> items = new ArrayList<>();
    for (int row : choose(rows, inputs)) {
      String name = Integer.toString(row);
      float[] values = Arrays.copyOfRange(array.data(), row * size, (row + 1) * size);
      items.add(new Item(name, name, row, values));
    }
    return new Latents(items, rows, (int) shape[1], (int) shape[2], (int) shape[3]);
  }

  private static int[] choose(int rows, Inputs inputs) {
    Comparator<String> order = SeededHash.order("sample", inputs.seed());
    return IntStream.range(0, rows)
        .boxed()
        .sorted(Comparator.comparing(row -> Integer.toString(row), order))
        .limit(inputs.samples())
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static boolean differs(OptionalInt wanted, long given) {
    return wanted.isPresent() && wanted.getAsInt() != given;
  }
}
