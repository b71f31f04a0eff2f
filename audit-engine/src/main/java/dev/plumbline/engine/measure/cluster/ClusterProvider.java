package dev.plumbline.engine.measure.cluster;

import dev.plumbline.engine.plan.WorkOptions.ClusterOptions;

/** Connects to clusters of a kind; registered as a service by the module that brings it. */
public interface ClusterProvider {

  /** Returns the value of {@code audit.executor} that asks for it. */
  String executor();

  /**
   * Connects to a cluster.
   *
   * @param options which one
   * @throws dev.plumbline.engine.plan.UserError if it cannot be reached
   */
  Cluster connect(ClusterOptions options);
}
