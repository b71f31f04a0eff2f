package dev.plumbline.mutations;

import dev.plumbline.api.LayerName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Says at which layer a run shows the harm to begin. */
final class Culprits {

  private Culprits() {}

  /**
   * Returns the first layer in the data flow at which a leaf failed, of whatever audit.
   *
   * @param failures what failed
   * @param order the layers in the order of the data flow
   */
  static Optional<LayerName> first(List<AuditRecord.Failure> failures, List<LayerName> order) {
    return failures.stream()
        .flatMap(failure -> failure.layer().stream())
        .filter(order::contains)
        .min(Comparator.comparingInt(order::indexOf));
  }
}
