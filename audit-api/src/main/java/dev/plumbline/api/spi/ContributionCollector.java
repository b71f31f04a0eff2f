package dev.plumbline.api.spi;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what each image gives to one metric, for an {@link Accumulator} that hands it out with
 * the metric. As the accumulator, it is a sum over images: however they are dealt out and merged,
 * the same contributions come out.
 */
public final class ContributionCollector {

  private record Part(String image, String scene, double numerator, double denominator) {}

  private final List<Part> parts = new ArrayList<>();

  /**
   * Adds what an image gives to a ratio of sums.
   *
   * @param image the image
   * @param numerator what it gives to the sum above, finite
   * @param denominator what it gives to the sum below, finite
   */
  public void add(ImageFigures image, double numerator, double denominator) {
    parts.add(new Part(image.image(), image.scene(), numerator, denominator));
  }

  /**
   * Adds what an image gives to a mean over images, a total or a maximum.
   *
   * @param image the image
   * @param value the image's figure, finite
   */
  public void add(ImageFigures image, double value) {
    add(image, value, 1);
  }

  /**
   * Adds everything another one has collected.
   *
   * @param other the other one, unchanged
   */
  public void merge(ContributionCollector other) {
    parts.addAll(other.parts);
  }

  /**
   * Writes all that was collected.
   *
   * @param to takes it
   * @throws IOException as the writer
   */
  public void write(StateWriter to) throws IOException {
    to.writeLong(parts.size());
    for (Part part : parts) {
      to.writeString(part.image());
      to.writeString(part.scene());
      to.writeDouble(part.numerator());
      to.writeDouble(part.denominator());
    }
  }

  /**
   * Becomes what another collector was when it was written.
   *
   * @param from gives what was written
   * @throws IOException as the reader
   */
  public void read(StateReader from) throws IOException {
    parts.clear();
    long count = from.readLong(0, Integer.MAX_VALUE);
    for (long i = 0; i < count; i++) { // each takes bytes: a count that is wrong ends soon
      parts.add(
          new Part(from.readString(), from.readString(), from.readDouble(), from.readDouble()));
    }
  }

  /** Returns the contributions to Σ numerators / Σ denominators. */
  public Contributions ratio() {
    return Contributions.ratio(images(), numerators(), denominators());
  }

  /** Returns the contributions to the sum of what the images gave. */
  public Contributions total() {
    return Contributions.total(images(), numerators());
  }

  /** Returns the contributions to the largest of what the images gave. */
  public Contributions maximum() {
    return Contributions.maximum(images(), numerators());
  }

  private List<Image> images() {
    return parts.stream().map(part -> new Image(part.image(), part.scene())).toList();
  }

  private double[] numerators() {
    return parts.stream().mapToDouble(Part::numerator).toArray();
  }

  private double[] denominators() {
    return parts.stream().mapToDouble(Part::denominator).toArray();
  }
}
