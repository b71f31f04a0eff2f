package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A figure over layers: of the checkpoint that a picture is about, or of something beside it.
 *
 * @param label what the legend calls it
 * @param hue which figure it is: curves of one figure have one hue, whatever they are of
 * @param role what it is of
 * @param points its points, in any order; layers without one are gaps
 */
public record Curve(String label, int hue, Role role, List<Point> points) {

  /** What a curve is of. */
  public enum Role {
    /** The checkpoint that the picture is about. */
    SUBJECT,
    /** Another checkpoint of the run. */
    CHECKPOINT,
    /** A recorded baseline. */
    BASELINE,
    /** A control without the phenomenon. */
    CONTROL,
    /** What others have published. */
    PUBLISHED
  }

  /**
   * The figure at a layer.
   *
   * @param layer the layer
   * @param value the figure
   * @param low the lower end of its spread, if it has one
   * @param high the upper end of its spread, if it has one
   * @param atLeast the bound's lower end, if there is one
   * @param atMost the bound's upper end, if there is one
   * @param violated whether it is outside its bound
   */
  public record Point(
      LayerName layer,
      double value,
      OptionalDouble low,
      OptionalDouble high,
      OptionalDouble atLeast,
      OptionalDouble atMost,
      boolean violated) {}

  /** Copies the points. */
  public Curve {
    points = List.copyOf(points);
  }
}
