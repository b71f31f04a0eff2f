package dev.plumbline.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What each image gave to a metric. From these two numbers an image, the metric follows again: over
 * all images, over those of a scene, or over those that two runs have in common.
 *
 * <p>Images are in the order of their names, in whatever order they were measured. An image that is
 * not there has no part in the metric. Immutable.
 */
public final class Contributions {

  /** How a metric follows from what its images gave. */
  public enum Aggregate {
    /** Σ numerators / Σ denominators: every mean and every share. */
    RATIO,
    /** Σ numerators; the denominators are 1. */
    TOTAL,
    /** The largest numerator; the denominators are 1. */
    MAXIMUM
  }

  /**
   * An image.
   *
   * @param name its path below the image folder, or its row number; no other image has it
   * @param scene its scene
   */
  public record Image(String name, String scene) {

    /** Checks that neither is missing. */
    public Image {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(scene, "scene");
    }
  }

  private final Aggregate aggregate;
  private final String[] names;
  private final String[] scenes;
  private final double[] numerators;

  /** One number where all denominators are the same, which halves what is kept. */
  private final double[] denominators;

  private final double lowest;
  private final double highest;
  private final boolean equallyWeighted;

  private Contributions(
      Aggregate aggregate,
      String[] names,
      String[] scenes,
      double[] numerators,
      double[] denominators,
      double lowest,
      double highest,
      boolean equallyWeighted) {
    this.aggregate = aggregate;
    this.names = names;
    this.scenes = scenes;
    this.numerators = numerators;
    this.denominators = denominators;
    this.lowest = lowest;
    this.highest = highest;
    this.equallyWeighted = equallyWeighted;
  }

  /**
   * Makes the contributions to a ratio of sums over images.
   *
   * @param images the images in any order, no two of one name
   * @param numerators what each gave to the sum above, finite
   * @param denominators what each gave to the sum below, finite; 1 each for a mean over images
   * @throws IllegalArgumentException if there is not a finite number for each image, or two images
   *     have one name
   */
  public static Contributions ratio(
      List<Image> images, double[] numerators, double[] denominators) {
    return of(Aggregate.RATIO, images, numerators, denominators);
  }

  /**
   * Makes the contributions to a sum over images, such as a number of values.
   *
   * @param images the images in any order, no two of one name
   * @param parts what each gave, finite
   * @throws IllegalArgumentException as for {@link #ratio}
   */
  public static Contributions total(List<Image> images, double[] parts) {
    return of(Aggregate.TOTAL, images, parts, ones(images));
  }

  /**
   * Makes the contributions to a maximum over images.
   *
   * @param images the images in any order, no two of one name
   * @param largest the largest of each image, finite
   * @throws IllegalArgumentException as for {@link #ratio}
   */
  public static Contributions maximum(List<Image> images, double[] largest) {
    return of(Aggregate.MAXIMUM, images, largest, ones(images));
  }

  private static double[] ones(List<Image> images) {
    double[] ones = new double[images.size()];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Contributions of(
      Aggregate aggregate, List<Image> images, double[] numerators, double[] denominators) {
    int count = images.size();
    if (numerators.length != count || denominators.length != count) {
      throw new IllegalArgumentException(
          String.format(
              "%d images have %d numerators and %d denominators: each needs one of both",
              count, numerators.length, denominators.length));
    }
    Set<String> distinct = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Image image = images.get(i);
      if (!distinct.add(image.name())) {
        throw new IllegalArgumentException("The image " + image.name() + " contributes twice");
      }
      if (!Double.isFinite(numerators[i]) || !Double.isFinite(denominators[i])) {
        throw new IllegalArgumentException(
            String.format(
                "The image %s contributes %s over %s: contributions are finite",
                image.name(), numerators[i], denominators[i]));
      }
    }
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparing(i -> images.get(i).name()))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Contributions(
        aggregate,
        Arrays.stream(order).mapToObj(i -> images.get(i).name()).toArray(String[]::new),
        Arrays.stream(order).mapToObj(i -> images.get(i).scene()).toArray(String[]::new),
        Arrays.stream(order).mapToDouble(i -> numerators[i]).toArray(),
        shortened(Arrays.stream(order).mapToDouble(i -> denominators[i]).toArray()),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        false);
  }

  private static double[] shortened(double[] values) {
    boolean same = values.length > 1 && Arrays.stream(values).allMatch(v -> v == values[0]);
    return same ? new double[] {values[0]} : values;
  }

  /**
   * Returns the same contributions to a figure that cannot lie outside a range, a share for
   * instance. Its confidence interval will not either.
   *
   * @param least the least that the figure can be
   * @param most the most that it can be, not below {@code least}
   */
  public Contributions within(double least, double most) {
    if (!(least <= most)) {
      throw new IllegalArgumentException("There is nothing between " + least + " and " + most);
    }
    return new Contributions(
        aggregate, names, scenes, numerators, denominators, least, most, equallyWeighted);
  }

  /**
   * Returns the same contributions, of which every image has the same weight: whatever images come,
   * those that contribute have one and the same denominator. Only then can be told of some images
   * what the figure of all may come to, which {@code audit.early} does. Readers of recorded
   * contributions have no use for it, so that it is neither recorded nor a part of equality.
   *
   * @throws IllegalArgumentException if the denominators are not the same, or not above 0
   */
  public Contributions equallyWeighted() {
    for (int i = 0; i < names.length; i++) {
      if (denominator(i) != denominator(0) || !(denominator(i) > 0)) {
        throw new IllegalArgumentException(
            String.format(
                "The images %s and %s have weights of %s and %s",
                names[0], names[i], denominator(0), denominator(i)));
      }
    }
    return new Contributions(
        aggregate, names, scenes, numerators, denominators, lowest, highest, true);
  }

  /** Tells whether it is known that every image has the same weight. */
  public boolean isEquallyWeighted() {
    return equallyWeighted;
  }

  /** Returns how the metric follows from the contributions. */
  public Aggregate aggregate() {
    return aggregate;
  }

  /** Returns the least that the figure can be; minus infinity where nothing is known of it. */
  public double lowest() {
    return lowest;
  }

  /** Returns the most that the figure can be; infinity where nothing is known of it. */
  public double highest() {
    return highest;
  }

  /** Returns how many images contribute. */
  public int size() {
    return names.length;
  }

  /** Returns the images that contribute, by name. */
  public List<Image> images() {
    List<Image> images = new ArrayList<>(names.length);
    for (int i = 0; i < names.length; i++) {
      images.add(new Image(names[i], scenes[i]));
    }
    return images;
  }

  /** Returns what each image gave, in the order of {@link #images()}. */
  public double[] numerators() {
    return numerators.clone();
  }

  /** Returns what each image gave to the sum below, in the order of {@link #images()}. */
  public double[] denominators() {
    double[] all = new double[names.length];
    Arrays.setAll(all, this::denominator);
    return all;
  }

  private double denominator(int image) {
    return denominators[denominators.length == 1 ? 0 : image];
  }

  /**
   * Returns the figure over all images that contribute. It is the metric's value but for rounding:
   * the metric may have been summed in another order. Empty where there is none: no image, or a sum
   * of denominators of 0.
   */
  public OptionalDouble value() {
    if (names.length == 0) {
      return OptionalDouble.empty();
    }
    if (aggregate == Aggregate.MAXIMUM) {
      return Arrays.stream(numerators).max();
    }
    double above = Arrays.stream(numerators).sum();
    double below = IntStream.range(0, names.length).mapToDouble(this::denominator).sum();
    if (aggregate == Aggregate.TOTAL) {
      return OptionalDouble.of(above);
    }
    return below == 0 ? OptionalDouble.empty() : OptionalDouble.of(above / below);
  }

  /** Returns the scenes of the images that contribute, by name. */
  public SortedSet<String> scenes() {
    return new TreeSet<>(Arrays.asList(scenes));
  }

  /** Returns the contributions of each scene's images, by the scene's name. */
  public SortedMap<String, Contributions> byScene() {
    SortedMap<String, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      members.computeIfAbsent(scenes[i], scene -> new ArrayList<>()).add(i);
    }
    SortedMap<String, Contributions> byScene = new TreeMap<>();
    members.forEach((scene, images) -> byScene.put(scene, only(images)));
    return byScene;
  }

  /**
   * Returns the contributions of some images.
   *
   * @param some their names; those that do not contribute are passed over
   */
  public Contributions only(Set<String> some) {
    return only(
        IntStream.range(0, names.length).filter(i -> some.contains(names[i])).boxed().toList());
  }

  private Contributions only(List<Integer> images) {
    return new Contributions(
        aggregate,
        images.stream().map(i -> names[i]).toArray(String[]::new),
        images.stream().map(i -> scenes[i]).toArray(String[]::new),
        images.stream().mapToDouble(i -> numerators[i]).toArray(),
        shortened(images.stream().mapToDouble(this::denominator).toArray()),
        lowest,
        highest,
        equallyWeighted);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Contributions other
        && aggregate == other.aggregate
        && Arrays.equals(names, other.names)
        && Arrays.equals(scenes, other.scenes)
        && Arrays.equals(numerators, other.numerators)
        && Arrays.equals(denominators, other.denominators)
        && Double.compare(lowest, other.lowest) == 0
        && Double.compare(highest, other.highest) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(aggregate, Arrays.hashCode(names), Arrays.hashCode(numerators));
  }

  /** Returns what it is of, in short: {@code RATIO over 62 images}. */
  @Override
  public String toString() {
    return aggregate + " over " + names.length + " images";
  }
}
