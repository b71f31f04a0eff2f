package dev.plumbline.simulations;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import java.util.List;

/**
 * Where tokens are anomalous, image by image. {@code norm.recurrence} is a maximum over positions,
 * so that it cannot be made again for other images from what each image gave to it; from this it
 * can.
 *
 * @param metrics for each position that is anomalous in any image the share of images in which it
 *     is, called {@code place.} and the position in row-major order
 */
public record AnomalousPlaces(List<Metric> metrics) implements Measurement {

  /** How the metrics' names begin. */
  static final String PREFIX = "place.";

  /** Copies the metrics. */
  public AnomalousPlaces {
    metrics = List.copyOf(metrics);
  }
}
