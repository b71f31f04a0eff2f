package dev.plumbline.api;

import java.util.List;

/**
 * Whether a layer does anything: figures that need no other checkpoint to be held against.
 *
 * <p>Variances are over all tokens of all images. A variance that is no larger than what rounding
 * to single precision makes of a constant counts as 0: one of a channel whose standard deviation is
 * at most 2⁻²⁰ of the root mean square of its values.
 *
 * @param deadChannels share of the channels whose variance is below 10⁻⁶ of the median channel's; 1
 *     where that is 0, or where values or their squares are finite in no image ({@code
 *     health.dead_channels}); n is channels
 * @param variance mean over channels of the variance ({@code health.variance}); n is values
 * @param participationRatio (r − 1)/(m − 1), r = (Σλ)²/Σλ² being the participation ratio of the
 *     eigenvalues λ of the training tokens' covariance, m the smaller one of the numbers of
 *     channels and of tokens: 0 where all tokens lie on a line or in one point, 1 where they go
 *     equally far in all directions ({@code health.participation_ratio}); n is tokens
 * @param update variance within images of what the layer's module adds to what it is given, as a
 *     share of the layer's own; not applicable where the layer is no such sum ({@code
 *     health.update}); n is images
 * @param fp16Headroom log₂(65504 / largest |x|): how many times values may double before they
 *     overflow in half precision; not applicable of a graph that computes in half precision ({@code
 *     health.fp16_headroom}); n is values
 * @param massiveChannels how many channels have a mean |x| of at least 100 times the median
 *     channel's, in at least 90 % of the images ({@code health.massive_channels}); n is images
 * @param massiveShare their share of Σx² ({@code health.massive_share}); n is images
 */
public record LayerHealth(
    Metric deadChannels,
    Metric variance,
    Metric participationRatio,
    Metric update,
    Metric fp16Headroom,
    Metric massiveChannels,
    Metric massiveShare)
    implements Measurement {

  @Override
  public List<Metric> metrics() {
    return List.of(
        deadChannels,
        variance,
        participationRatio,
        update,
        fp16Headroom,
        massiveChannels,
        massiveShare);
  }
}
