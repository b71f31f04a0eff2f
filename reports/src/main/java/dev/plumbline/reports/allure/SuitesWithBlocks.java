package dev.plumbline.reports.allure;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.entity.LabelName;
import io.qameta.allure.entity.TestResult;
import io.qameta.allure.tree.TestResultTree;
import io.qameta.allure.tree.TreeUtils;
import java.util.List;

/**
 * Groups the leaves under Allure's suites as checkpoint, audit, block, layer; Allure itself has
 * three levels. It comes after Allure's own plugin, and what it writes goes over that one's.
 */
final class SuitesWithBlocks implements Aggregator2 {

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    TestResultTree tree =
        new TestResultTree(
            "suites",
            result ->
                TreeUtils.groupByLabels(
                    result,
                    LabelName.PARENT_SUITE,
                    LabelName.SUITE,
                    LabelName.STORY,
                    LabelName.SUB_SUITE));
    launches.stream()
        .flatMap(launch -> launch.getResults().stream())
        .sorted(TestResult.comparingByTimeAsc())
        .forEach(tree::add);
    storage.addDataJson("data/suites.json", tree);
  }
}
