package dev.plumbline.reports.allure;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.category.CategoriesPlugin;
import io.qameta.allure.category.Category;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.entity.TestResult;
import io.qameta.allure.tree.DefaultTreeLayer;
import io.qameta.allure.tree.TestResultTree;
import io.qameta.allure.tree.TreeLayer;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups the leaves of each category by metric; Allure groups them by message, and no two
 * violations have the same. Leaves of no metric, as those that are broken, stay grouped by message.
 * It comes after Allure's own plugin, which says what category a leaf is of, and goes over what
 * that writes.
 */
final class CategoriesByMetric implements Aggregator2 {

  /** The label of the metrics that put a leaf into its category. */
  static final String METRIC_LABEL = "metric";

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    TestResultTree tree =
        new TestResultTree(CategoriesPlugin.CATEGORIES, CategoriesByMetric::layers);
    launches.stream()
        .flatMap(launch -> launch.getResults().stream())
        .sorted(TestResult.comparingByTimeAsc())
        .forEach(tree::add);
    storage.addDataJson("data/" + CategoriesPlugin.JSON_FILE_NAME, tree);
  }

  private static List<TreeLayer> layers(TestResult result) {
    List<Category> categories =
        result.getExtraBlock(CategoriesPlugin.CATEGORIES, new ArrayList<>());
    List<String> names = categories.stream().map(Category::getName).distinct().toList();
    List<String> metrics = result.findAllLabels(METRIC_LABEL);
    return List.of(
        new DefaultTreeLayer(names),
        metrics.isEmpty()
            ? new DefaultTreeLayer(result.getStatusMessage())
            : new DefaultTreeLayer(metrics));
  }
}
