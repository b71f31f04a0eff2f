package dev.plumbline.api;

import java.util.List;

/**
 * What is computed from the representations of one layer at one timestep over all images.
 *
 * <p>A type that implements this interface may be a parameter of an {@link Audit} method if a
 * {@link dev.plumbline.api.spi.MeasurementProvider} for it is registered as a service.
 */
public interface Measurement {

  /**
   * Returns every metric of the measurement, in the order reports show them. All of them are
   * recorded for each leaf that asked for the measurement, whether they are checked or not.
   */
  List<Metric> metrics();

  /**
   * Returns grids of numbers that help to see why a metric is what it is. They are asked of the
   * measurements of leaves that failed, after the last image. What they are made of is kept for
   * every layer, so that its size must not grow with the number of images.
   *
   * @return the grids in the order reports show them; by default none
   */
  default List<Grid> grids() {
    return List.of();
  }
}
