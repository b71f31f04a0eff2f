package dev.plumbline.reports.charts;

import java.util.List;

/**
 * One of the diagrams of a profile.
 *
 * @param title what it shows
 * @param curves its curves
 * @param isShare whether its figures are shares, so that it reaches from 0 to 1
 */
public record Panel(String title, List<Curve> curves, boolean isShare) {

  /** Copies the curves. */
  public Panel {
    curves = List.copyOf(curves);
  }
}
