package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import dev.plumbline.engine.plan.UserError;

/** The metrics that a leaf's are held against where its bounds are relative. */
public interface References {

  /**
   * Returns a metric of the reference's leaf of the same audit, layer and timestep.
   *
   * @param reference the name of a checkpoint of the run
   * @param metric the metric's name
   * @return the metric, which need not be applicable
   * @throws UserError if there is none: the reference could not be measured, or has no such layer
   */
  Metric metric(String reference, String metric);

  /**
   * Tells whether a reference saw the same images with the same noise, where names are the same.
   */
  boolean sawTheSame(String reference);
}
