package dev.plumbline.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * What is kept of a layer's representations to tell how far it moved: a few random projections of
 * each image's values in place of the values. Two checkpoints that see the same images with the
 * same noise at the same timestep have the same projections, so that the distance between their
 * sketches estimates that between their representations.
 *
 * <p>Of many images some are kept, the same ones at every checkpoint. Images are in the order of
 * their names, however they were measured.
 */
public final class LayerSketch implements Measurement {

  /** The name of the metric of how far the layer moved. */
  public static final String RELATIVE_CHANGE = "fidelity.relative_change";

  /**
   * A cast to half precision moves layers by up to half a per cent. What moved by no more than this
   * is the same but for rounding.
   */
  public static final double ROUNDING = 0.01;

  private static final String SQUARED_CHANGE = "fidelity.squared_change";

  /** The name of the metric of how many images are lost. */
  public static final String LOST_IMAGES = "fidelity.lost_images";

  /** The names of the metrics that there are only where there is a reference. */
  public static final Set<String> CHANGES = Set.of(RELATIVE_CHANGE, SQUARED_CHANGE, LOST_IMAGES);

  private static final String NOTHING_IN_COMMON =
      "no image is kept both here and of the reference, or none of them is finite in both";

  private final int channels;
  private final int tokens;
  private final TreeMap<String, Image> images = new TreeMap<>();
  private final TreeSet<String> nonFinite;
  private final List<Metric> changes;

  /**
   * What is kept of an image whose values are finite. Projections are kept as whole numbers of
   * steps, in two bytes each, so that one that was written to a file and one that was just measured
   * are the same.
   *
   * @param name its path below the image folder, or its row number
   * @param scene its scene
   * @param squares the sum of the squares of its values
   * @param step the size of a step, finite and not below 0
   * @param steps its projections, in steps
   */
  public record Image(String name, String scene, double squares, float step, short[] steps) {

    /** Copies the projections. */
    public Image {
      if (!Float.isFinite(step) || step < 0 || !Double.isFinite(squares) || squares < 0) {
        throw new IllegalArgumentException(
            String.format("A sketch of %s with squares %s and step %s", name, squares, step));
      }
      steps = steps.clone();
    }

    /**
     * Makes what is kept of an image, from its projections.
     *
     * @param name its path below the image folder, or its row number
     * @param scene its scene
     * @param squares the sum of the squares of its values
     * @param sketch its projections, finite; each is rounded to a step, of which the largest has
     *     32767
     */
    public static Image of(String name, String scene, double squares, float[] sketch) {
      float largest = 0;
      for (float projection : sketch) {
        largest = Math.max(largest, Math.abs(projection));
      }
      float step = largest / Short.MAX_VALUE;
      short[] steps = new short[sketch.length];
      for (int i = 0; i < steps.length && step > 0; i++) {
        long nearest = Math.round((double) sketch[i] / step);
        steps[i] = (short) Math.max(-Short.MAX_VALUE, Math.min(Short.MAX_VALUE, nearest));
      }
      return new Image(name, scene, squares, step, steps);
    }

    /** Returns its projections in steps, the caller's own copy. */
    @Override
    public short[] steps() {
      return steps.clone();
    }

    /** Returns ‖S − S′‖². */
    private double distance(Image other) {
      if (steps.length != other.steps.length) {
        throw new IllegalArgumentException(
            String.format(
                "The sketches of %s have %d and %d numbers: they are not of one kind",
                name, steps.length, other.steps.length));
      }
      double sum = 0;
      for (int i = 0; i < steps.length; i++) {
        double difference = (double) step * steps[i] - (double) other.step * other.steps[i];
        sum += difference * difference;
      }
      return sum;
    }
  }

  /**
   * Makes the measurement.
   *
   * @param channels C
   * @param tokens H·W
   * @param images the images whose values are finite, in any order, no two of one name
   * @param nonFinite the names of the images whose values are not
   */
  public LayerSketch(
      int channels, int tokens, Collection<Image> images, Collection<String> nonFinite) {
    this(channels, tokens, images, nonFinite, List.of());
  }

  private LayerSketch(
      int channels,
      int tokens,
      Collection<Image> images,
      Collection<String> nonFinite,
      List<Metric> changes) {
    this.channels = channels;
    this.tokens = tokens;
    images.forEach(image -> this.images.put(image.name(), image));
    if (this.images.size() != images.size()) {
      throw new IllegalArgumentException("Two images of a sketch have one name");
    }
    this.nonFinite = new TreeSet<>(nonFinite);
    this.changes = List.copyOf(changes);
  }

  /**
   * Returns this measurement with how far the layer moved from a reference's, at the same layer and
   * timestep. The two are compared on the images they have in common.
   *
   * @param reference the reference's measurement
   */
  public LayerSketch against(LayerSketch reference) {
    if (channels != reference.channels || tokens != reference.tokens) {
      return ofAnotherShape(reference);
    }
    List<Image> common =
        images.values().stream().filter(i -> reference.images.containsKey(i.name())).toList();
    List<Metric> compared = new ArrayList<>(changes(common, reference.images));
    Set<String> lost = new TreeSet<>(nonFinite);
    lost.retainAll(reference.images.keySet());
    int seen = common.size() + lost.size();
    compared.add(
        seen == 0
            ? Metric.notApplicable(LOST_IMAGES, Direction.HIGHER, NOTHING_IN_COMMON)
            : Metric.of(LOST_IMAGES, lost.size(), seen, Direction.HIGHER));
    return with(compared);
  }

  /** Where shapes differ nothing is left of any image. */
  private LayerSketch ofAnotherShape(LayerSketch reference) {
    List<Metric> compared =
        new ArrayList<>(
            notApplicable(
                String.format(
                    "the layer has %d channels and %d tokens, and the reference's %d and %d",
                    channels, tokens, reference.channels, reference.tokens)));
    int lost = reference.images.size();
    compared.add(
        lost == 0
            ? Metric.notApplicable(LOST_IMAGES, Direction.HIGHER, NOTHING_IN_COMMON)
            : Metric.of(LOST_IMAGES, lost, lost, Direction.HIGHER));
    return with(compared);
  }

  private static List<Metric> changes(List<Image> common, Map<String, Image> reference) {
    double[] distances = of(common, image -> image.distance(reference.get(image.name())));
    double[] squares = of(common, image -> reference.get(image.name()).squares());
    double moved = sum(distances);
    double size = sum(squares);
    if (common.isEmpty()) {
      return notApplicable(NOTHING_IN_COMMON);
    }
    if (moved > 0 && size == 0) {
      return notApplicable("all values of the reference are 0, and those of the layer are not");
    }
    double ratio = moved == 0 ? 0 : moved / size; // where both are 0 everywhere, nothing moved
    Metric relative = Metric.of(RELATIVE_CHANGE, Math.sqrt(ratio), common.size(), Direction.HIGHER);
    Metric squared = Metric.of(SQUARED_CHANGE, ratio, common.size(), Direction.HIGHER);
    return List.of(
        relative,
        size == 0
            ? squared
            : squared.withContributions(
                Contributions.ratio(named(common), distances, squares)
                    .within(0, Double.POSITIVE_INFINITY)));
  }

  private static List<Metric> notApplicable(String reason) {
    return List.of(
        Metric.notApplicable(RELATIVE_CHANGE, Direction.HIGHER, reason),
        Metric.notApplicable(SQUARED_CHANGE, Direction.HIGHER, reason));
  }

  private static double[] of(List<Image> images, ToDoubleFunction<Image> figure) {
    return images.stream().mapToDouble(figure).toArray();
  }

  /** Sums in the order of the images, so that two runs come to the same bits. */
  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static List<Contributions.Image> named(Collection<Image> images) {
    return images.stream()
        .map(image -> new Contributions.Image(image.name(), image.scene()))
        .toList();
  }

  /**
   * Returns this measurement with changes that do not exist.
   *
   * @param reason why there is nothing to hold it against
   */
  public LayerSketch withoutReference(String reason) {
    List<Metric> missing = new ArrayList<>(notApplicable(reason));
    missing.add(Metric.notApplicable(LOST_IMAGES, Direction.HIGHER, reason));
    return with(missing);
  }

  private LayerSketch with(List<Metric> compared) {
    return new LayerSketch(channels, tokens, images.values(), nonFinite, compared);
  }

  /** Returns C. */
  public int channels() {
    return channels;
  }

  /** Returns H·W. */
  public int tokens() {
    return tokens;
  }

  /** Returns what is kept of the images whose values are finite, by name. */
  public List<Image> images() {
    return List.copyOf(images.values());
  }

  /** Returns the names of the images whose values are not finite. */
  public Set<String> nonFinite() {
    return Set.copyOf(nonFinite);
  }

  /**
   * Returns the mean square of the layer's values, {@code fidelity.mean_square}; n is images. It is
   * exact, and not taken from the projections.
   */
  public Metric meanSquare() {
    String name = "fidelity.mean_square";
    if (images.isEmpty()) {
      return Metric.notApplicable(name, Direction.NEITHER, "no image is finite at this layer");
    }
    List<Image> all = List.copyOf(images.values());
    double values = (double) channels * tokens;
    double[] squares = of(all, Image::squares);
    return Metric.of(name, sum(squares) / (values * all.size()), all.size(), Direction.NEITHER)
        .withContributions(
            Contributions.ratio(named(all), squares, of(all, image -> values))
                .within(0, Double.POSITIVE_INFINITY));
  }

  /**
   * Returns √(Σ ‖S − S′‖² / Σ ‖X′‖²) over images, {@code fidelity.relative_change}: an estimate of
   * √(Σ ‖X − X′‖² / Σ ‖X′‖²), X′ the reference's values; n is images. Exactly 0 where all sketches
   * are the same. Empty where there is no reference.
   */
  public Optional<Metric> relativeChange() {
    return change(RELATIVE_CHANGE);
  }

  /**
   * Returns the square of the relative change, {@code fidelity.squared_change}. Its expectation is
   * the exact one's, and it knows what each image gave to it. Empty where there is no reference.
   */
  public Optional<Metric> squaredChange() {
    return change(SQUARED_CHANGE);
  }

  /**
   * Returns how many images whose values are finite at the reference have values here that are not,
   * {@code fidelity.lost_images}; n is the images that both saw and that are finite at the
   * reference. All of the reference's where the layer has another shape there. Empty where there is
   * no reference.
   */
  public Optional<Metric> lostImages() {
    return change(LOST_IMAGES);
  }

  private Optional<Metric> change(String name) {
    return changes.stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>();
    all.add(meanSquare());
    all.addAll(changes);
    return List.copyOf(all);
  }
}
