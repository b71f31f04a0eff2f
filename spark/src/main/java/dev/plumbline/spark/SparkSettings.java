package dev.plumbline.spark;

import dev.plumbline.engine.plan.WorkOptions.ClusterOptions;
import org.apache.spark.SparkConf;

/**
 * What Spark is told. Whatever the user says goes first: {@code spark.…} properties of the system,
 * of {@code spark-submit} and of its files.
 */
final class SparkSettings {

  private static final String MASTER = "spark.master";
  private static final String HERE = "local[*]";

  private SparkSettings() {}

  static SparkConf of(ClusterOptions options) {
    SparkConf conf = new SparkConf();
    options.master().ifPresent(master -> conf.set(MASTER, master));
    conf.setIfMissing(MASTER, HERE);
    conf.setIfMissing("spark.app.name", "plumbline");
    conf.setIfMissing("spark.log.level", "ERROR");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Answers are added as they come: their sum is no measure of what this process holds.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    // ONNX Runtime would keep telemetry in executors' homes, and send it.
    conf.set("spark.executorEnv.ORT_DISABLE_TELEMETRY", "1");
    if (isHere(conf)) { // nobody else is to reach it
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    return conf;
  }

  /** Tells whether executors are threads of this process. */
  static boolean isHere(SparkConf conf) {
    String master = conf.get(MASTER);
    return master.equals("local") || master.startsWith("local[");
  }
}
