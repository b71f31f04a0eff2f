package dev.plumbline.api.report;

import java.util.OptionalDouble;

/**
 * How a metric stands against a recorded baseline that its bound refers to. Whether it is worse,
 * its verdict says.
 *
 * @param value the baseline's figure of the same audit, layer and timestep
 * @param adjusted how likely it is that any comparison of the run is as far beyond its limit by
 *     chance, where the figure is beyond its limit and has a sampling error
 * @param isBetter whether it is better by more than the margin and by more than chance explains
 * @param unseen of something that most scenes have nothing of, where it passed: the share of scenes
 *     that could have more of it although so few of those that were looked at do
 */
public record AgainstBaseline(
    double value, OptionalDouble adjusted, boolean isBetter, OptionalDouble unseen) {

  /** Makes what is said of a figure that is not rare. */
  public AgainstBaseline(double value, OptionalDouble adjusted, boolean isBetter) {
    this(value, adjusted, isBetter, OptionalDouble.empty());
  }
}
