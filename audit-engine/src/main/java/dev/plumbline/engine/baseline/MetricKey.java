package dev.plumbline.engine.baseline;

import dev.plumbline.api.LayerName;
import java.util.Comparator;

/**
 * Which metric of which leaf, whatever the checkpoint is called.
 *
 * @param audit the audit: {@code Class.method}
 * @param metric the metric's name
 * @param layer the layer
 * @param timestep the timestep
 */
public record MetricKey(String audit, String metric, LayerName layer, int timestep)
    implements Comparable<MetricKey> {

  private static final Comparator<MetricKey> ORDER =
      Comparator.comparing(MetricKey::audit)
          .thenComparing(MetricKey::metric)
          .thenComparing(MetricKey::layer)
          .thenComparingInt(MetricKey::timestep);

  /** Tells whether the metric is one of a leaf. */
  public boolean isOf(String itsAudit, LayerName itsLayer, int itsTimestep) {
    return audit.equals(itsAudit) && layer.equals(itsLayer) && timestep == itsTimestep;
  }

  @Override
  public int compareTo(MetricKey other) {
    return ORDER.compare(this, other);
  }

  /** Returns the key as messages name it: {@code norm.max_z of Norms.low, conv_in, t=50}. */
  @Override
  public String toString() {
    return metric + " of " + audit + ", " + layer + ", t=" + timestep;
  }
}
