package dev.plumbline.api.spi;

import dev.plumbline.api.Measurement;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/**
 * How a measurement is completed with what was measured of the run's control: the same network with
 * its weights redrawn, run on the same images ({@code audit.control=random}). What the two have in
 * common was there before training.
 *
 * @param against completes a checkpoint's measurement, the first, with the control's of the same
 *     layer and timestep, the second. It returns a new measurement, usually with a metric more
 * @param withoutControl completes a checkpoint's measurement where the control could not be
 *     measured, and is told why. Metrics that would have said something of the control should be
 *     there all the same, as not applicable for this reason
 * @param <M> the measurement
 */
public record ControlComparison<M extends Measurement>(
    BinaryOperator<M> against, BiFunction<M, String, M> withoutControl) {}
