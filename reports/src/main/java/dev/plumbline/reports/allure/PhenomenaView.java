package dev.plumbline.reports.allure;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.core.Plugin;
import io.qameta.allure.entity.LabelName;
import io.qameta.allure.entity.TestResult;
import io.qameta.allure.tree.TestResultTree;
import io.qameta.allure.tree.TreeUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Adds a view of the leaves by phenomenon and block to Allure's report, across checkpoints and
 * audits.
 */
final class PhenomenaView implements Aggregator2 {

  private PhenomenaView() {}

  /** Makes the view; its script is put into a folder. */
  static Plugin in(Path folder) throws IOException {
    return ScriptedPlugin.in(folder, "phenomena", "Phenomena", "phenomena.js", new PhenomenaView());
  }

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    TestResultTree tree =
        new TestResultTree(
            "phenomena",
            result -> TreeUtils.groupByLabels(result, LabelName.FEATURE, LabelName.STORY));
    launches.stream()
        .flatMap(launch -> launch.getResults().stream())
        .sorted(TestResult.comparingByTimeAsc())
        .forEach(tree::add);
    storage.addDataJson("data/phenomena.json", tree);
  }
}
