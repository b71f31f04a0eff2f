package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.scenes.BalancedOrder;
import dev.plumbline.engine.input.scenes.SeededHash;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
public record Latents(List<Item> items, int rows, int channels, int height, int width) {

  /**
   * One latent.
   *
   * @param name the image's name
   * @param scene the image's scene
   * @param row its row in a file of noise
   * @param values [C·h·w]
   */
  public record Item(String name, String scene, int row, float[] values) {}

  /** The number of values of one latent. */
  int size() {
    return channels * height * width;
  }

  /**
   * Reads latents from a file and chooses among its rows.
   *
   * @param file a {@code .npy} or {@code .safetensors} file [N,C,h,w]; if it says which images its
   *     rows are of, they have the images' names and scenes, else each is a scene of its own
   * @param inputs how many to choose, and the seed
   * @param geometry what the U-Net takes; if it wants a margin and the latents are large enough,
   *     their centre is taken with it
   * @throws UserError if the file cannot be read or does not fit the U-Net
   */
  public static Latents fromFile(Path file, Inputs inputs, Geometry geometry) {
    long[] shape = shape(file);
    checkShape(file, shape, geometry);
    ArrayFile stored = ArrayFile.read(file, ArrayFile.LATENTS);
    NumpyArray array = stored.array();
    if (!array.isFinite()) {
      throw new UserError(
          "The latents in "
              + file
              + " have values that are not finite: what a U-Net makes of them says nothing about"
              + " it. Give finite latents.");
    }
    int rows = (int) shape[0];
    int size = array.data().length / rows;
    Optional<ImageNames> images = ImageNames.read(file, stored.metadata(), rows);
    List<Item> items = new ArrayList<>();
    for (int row : choose(rows, images, inputs)) {
      String number = Integer.toString(row);
      items.add(
          new Item(
              images.map(i -> i.names().get(row)).orElse(number),
              images.map(i -> i.scenes().get(row)).orElse(number),
              row,
              Arrays.copyOfRange(array.data(), row * size, (row + 1) * size)));
    }
    Latents whole = new Latents(items, rows, (int) shape[1], (int) shape[2], (int) shape[3]);
    return isCut(shape, geometry) ? whole.centre(geometry.enlarged()) : whole;
  }

  /**
   * Returns how many latents a file has; none of their values is read.
   *
   * @param file the file
   * @throws UserError if the file cannot be read, or holds something else
   */
  public static int count(Path file) {
    return Math.toIntExact(shape(file)[0]);
  }

  /** Reads the shape: four sizes, none of them 0. */
  private static long[] shape(Path file) {
    long[] shape = ArrayFile.shape(file, ArrayFile.LATENTS);
    if (shape.length != 4) {
      throw new UserError(
          String.format(
              "The latents in %s have the shape %s; they must be [N, C, h, w].",
              file, Arrays.toString(shape)));
    }
    if (Arrays.stream(shape).anyMatch(size -> size == 0)) {
      throw new UserError(
          String.format(
              "There are no latents in %s: its shape is %s. Give at least one, [N, C, h, w].",
              file, Arrays.toString(shape)));
    }
    return shape;
  }

  private static boolean isCut(long[] shape, Geometry geometry) {
    return geometry.margin() > 0 && reaches(geometry.enlarged(), shape);
  }

  private static void checkShape(Path file, long[] shape, Geometry geometry) {
    boolean cut = isCut(shape, geometry);
    if (shape[1] != geometry.channels()
        || (!cut && differs(geometry.height(), shape[2]))
        || (!cut && differs(geometry.width(), shape[3]))) {
      throw new UserError(
          String.format(
              "The latents in %s have the shape %s; this U-Net takes [N, %d, %s, %s]. Give latents"
                  + " made for it in -Daudit.latents.",
              file,
              Arrays.toString(shape),
              geometry.channels(),
              geometry.height().isPresent() ? geometry.height().getAsInt() : "h",
              geometry.width().isPresent() ? geometry.width().getAsInt() : "w"));
    }
  }

  /**
   * Returns the images that would be chosen among a file's rows.
   *
   * @param file the file
   * @param inputs how many to choose, and the seed
   * @throws UserError if the file cannot be read
   */
  public static List<SourceImage> images(Path file, Inputs inputs) {
    int rows = count(file);
    Optional<ImageNames> images = ImageNames.read(file, ArrayFile.metadata(file), rows);
    return choose(rows, images, inputs).stream()
        .map(
            row ->
                new SourceImage(
                    images.map(i -> i.names().get(row)).orElse(Integer.toString(row)),
                    images.map(i -> i.scenes().get(row)).orElse(Integer.toString(row)),
                    false,
                    0))
        .toList();
  }

  private static boolean reaches(Geometry geometry, long[] shape) {
    return shape[2] >= geometry.height().orElseThrow()
        && shape[3] >= geometry.width().orElseThrow();
  }

  private Latents centre(Geometry geometry) {
    Window window =
        new Window(
            (height - geometry.height().orElseThrow()) / 2,
            (width - geometry.width().orElseThrow()) / 2,
            geometry.height().orElseThrow(),
            geometry.width().orElseThrow());
    List<Item> cut =
        items.stream()
            .map(
                item ->
                    new Item(
                        item.name(),
                        item.scene(),
                        item.row(),
                        window.cut(item.values(), channels, height, width)))
            .toList();
    return new Latents(cut, rows, channels, window.height(), window.width());
  }

  /** Chooses rows: where it is known which images they are of, as images are chosen. */
  private static List<Integer> choose(int rows, Optional<ImageNames> images, Inputs inputs) {
    List<Integer> all = IntStream.range(0, rows).boxed().toList();
    Comparator<String> order = SeededHash.order("sample", inputs.seed());
    List<Integer> ordered =
        images
            .map(i -> BalancedOrder.of(all, i.names()::get, i.scenes()::get, inputs.seed()))
            .orElseGet(
                () -> all.stream().sorted(Comparator.comparing(String::valueOf, order)).toList());
    return ordered.stream().limit(inputs.samples()).sorted().toList();
  }

  /** Returns the latents as one array [N,C,h,w]. */
  public NumpyArray array() {
    float[] values = new float[Math.multiplyExact(items.size(), size())];
    for (int i = 0; i < items.size(); i++) {
      System.arraycopy(items.get(i).values(), 0, values, i * size(), size());
    }
    return new NumpyArray(new long[] {items.size(), channels, height, width}, values);
  }

  /** Returns which images the latents are of. */
  public ImageNames images() {
    return new ImageNames(
        items.stream().map(Item::name).toList(), items.stream().map(Item::scene).toList());
  }

  /** Says in what these latents are not others; empty if they are, to the bit. */
  public Optional<String> difference(Latents other) {
    if (channels != other.channels || height != other.height || width != other.width) {
      return Optional.of(
          String.format(
              "%d×%d×%d in place of %d×%d×%d",
              channels, height, width, other.channels, other.height, other.width));
    }
    if (!images().equals(other.images())) {
      return Optional.of("of other images");
    }
    double squaredDifference = 0;
    double squared = 0;
    boolean same = true;
    for (int i = 0; i < items.size(); i++) {
      float[] mine = items.get(i).values();
      float[] others = other.items.get(i).values();
      same &= Arrays.equals(mine, others);
      for (int k = 0; k < mine.length; k++) {
        squaredDifference += ((double) mine[k] - others[k]) * ((double) mine[k] - others[k]);
        squared += (double) others[k] * others[k];
      }
    }
    return same
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "root mean square of the difference %.2g, of the latents %.2g",
                Math.sqrt(squaredDifference / (items.size() * (double) size())),
                Math.sqrt(squared / (items.size() * (double) size()))));
  }

  private static boolean differs(OptionalInt wanted, long given) {
    return wanted.isPresent() && wanted.getAsInt() != given;
  }
}
