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
 */
public record AgainstBaseline(double value, OptionalDouble adjusted, boolean isBetter) {}
