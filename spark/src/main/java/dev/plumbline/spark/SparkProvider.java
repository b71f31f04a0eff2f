package dev.plumbline.spark;

import dev.plumbline.engine.measure.cluster.Cluster;
import dev.plumbline.engine.measure.cluster.ClusterProvider;
import dev.plumbline.engine.plan.WorkOptions.ClusterOptions;
import java.util.List;

/** Connects to Spark, for {@code audit.executor=spark}. */
public final class SparkProvider implements ClusterProvider {

  /** Whoever writes Spark's log, and has no settings of its own, writes errors only. */
  private static final List<String> QUIET =
      List.of("org.apache.spark", "org.apache.hadoop", "org.sparkproject", "io.netty");

  /** What it says of a context that cannot be had is a message of ours already. */
  private static final String CONTEXT = "org.apache.spark.SparkContext";

  /** Made by the service loader. */
  public SparkProvider() {}

  @Override
  public String executor() {
    return "spark";
  }

  @Override
  public Cluster connect(ClusterOptions options) {
    QUIET.forEach(logger -> quieten(logger, "error"));
    quieten(CONTEXT, "off");
    return SparkCluster.connect(options);
  }

  private static void quieten(String logger, String level) {
    String property = "org.slf4j.simpleLogger.log." + logger;
    if (System.getProperty(property) == null) {
      System.setProperty(property, level);
    }
  }
}
