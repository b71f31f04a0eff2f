package dev.plumbline.api;

import java.util.List;

/**
 * Whether a layer's activations are numbers.
 *
 * @param nonFinite how many values of all images are NaN or infinite ({@code finite.non_finite}); n
 *     is values
 */
public record FiniteActivations(Metric nonFinite) implements Measurement {

  @Override
  public List<Metric> metrics() {
    return List.of(nonFinite);
  }
}
