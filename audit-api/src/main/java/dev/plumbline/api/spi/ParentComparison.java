package dev.plumbline.api.spi;

import dev.plumbline.api.Measurement;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/**
 * How a measurement is completed with what was measured of the checkpoint's parent: the checkpoint
 * of the run that the others were made of, run on the same images ({@code audit.parent}). It may
 * have other layers than they.
 *
 * @param against completes a checkpoint's measurement, the first, with the parent's of the same
 *     layer and timestep, the second. It returns a new measurement, usually with a metric more
 * @param withoutParent completes a checkpoint's measurement where the parent has none there, and is
 *     told why. Metrics that would have said something of the parent should be there all the same,
 *     as not applicable for this reason
 * @param <M> the measurement
 */
public record ParentComparison<M extends Measurement>(
    BinaryOperator<M> against, BiFunction<M, String, M> withoutParent) {}
