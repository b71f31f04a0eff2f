package dev.plumbline.reports;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.FakeAudits.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What reporting a large run costs: leaves that are made up, with twelve metrics each, some of
 * which fail. docs/performance.md has the command.
 */
public final class ManyLeaves {

  private static final int METRICS = 12;
  private static final int BOUNDED = 3;
  private static final int IMAGES = 32;

  private ManyLeaves() {}

  /**
   * Reports a run and prints what it took.
   *
   * @param arguments how many leaves, how many of them fail, and the folder for the reports
   */
  public static void main(String[] arguments) throws Exception {
    int leaves = Integer.parseInt(arguments[0]);
    int failing = Integer.parseInt(arguments[1]);
    Path folder = Path.of(arguments[2]);
    FakeAudits run = leaves(leaves, leaves / Math.max(1, failing));
    System.gc();
    long before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    long began = System.nanoTime();
    new Run().of(run, folder);
    System.out.printf(
        Locale.ROOT,
        "%d leaves, %d failing: %.1f s in a heap of %d MB, %d of them the leaves; index.html %.1f"
            + " MB, decision.html %.1f MB%n",
        leaves,
        failing,
        (System.nanoTime() - began) / 1e9,
        Runtime.getRuntime().maxMemory() / 1_000_000,
        before / 1_000_000,
        Files.size(folder.resolve("index.html")) / 1e6,
        Files.size(folder.resolve("decision.html")) / 1e6);
  }

  private static FakeAudits leaves(int leaves, int everyWhichFails) {
    FakeAudits run = new FakeAudits();
    Node audit = run.audit("org.example.NormAudits", "norms", "No token");
    run.orders("sd15", UnetRuns.LAYERS.toArray(String[]::new));
    for (int made = 0; made < leaves; made++) {
      String layer = UnetRuns.LAYERS.get(made % UnetRuns.LAYERS.size());
      leaf(
          FakeAudits.leaf(audit, "sd15", layer, made / UnetRuns.LAYERS.size()),
          made,
          made % everyWhichFails == 0);
    }
    return run;
  }

  /** Of the leaf's metrics the first fails, if one is to; images gave what there are maps of. */
  private static void leaf(Node leaf, int made, boolean isFailing) {
    List<MetricRecord> metrics = new ArrayList<>();
    for (int metric = 0; metric < METRICS; metric++) {
      double excess = isFailing && metric == 0 ? 5 : 0;
      metrics.add(
          FakeAudits.metric(
              leaf,
              "norm.metric_" + metric,
              1 + Math.sin(made * 0.1 + metric) + excess,
              metric < BOUNDED ? 4 : 1e9));
    }
    leaf.records(metrics.toArray(MetricRecord[]::new));
    leaf.contributes("norm.max_relative_norm", Contributions.maximum(images(), values()));
    if (metrics.get(0).verdict() == MetricVerdict.FAILED) {
      leaf.fails(new AssertionError("norm.metric_0 is " + metrics.get(0).value().getAsDouble()));
    }
  }

  private static List<Contributions.Image> images() {
    List<Contributions.Image> images = new ArrayList<>();
    for (int image = 0; image < IMAGES; image++) {
      images.add(new Contributions.Image("image" + image, "scene" + image / 2));
    }
    return images;
  }

  private static double[] values() {
    double[] values = new double[IMAGES];
    Arrays.setAll(values, image -> image * 0.1);
    return values;
  }
}
