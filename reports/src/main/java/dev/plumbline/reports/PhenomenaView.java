package dev.plumbline.reports;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.Extension;
import io.qameta.allure.PluginConfiguration;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.core.Plugin;
import io.qameta.allure.entity.LabelName;
import io.qameta.allure.entity.TestResult;
import io.qameta.allure.tree.TestResultTree;
import io.qameta.allure.tree.TreeUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Adds a view of the leaves by phenomenon and block to Allure's report, across checkpoints and
 * audits.
 *
 * @param script the view's script, a file
 */
record PhenomenaView(Path script) implements Plugin, Aggregator2 {

  private static final String SCRIPT = "phenomena.js";

  /** Makes the view; its script is put into a folder, from which the report takes it in. */
  static PhenomenaView in(Path folder) throws IOException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream resource = PhenomenaView.class.getResourceAsStream(SCRIPT)) {
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return new PhenomenaView(script);
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

  @Override
  public PluginConfiguration getConfig() {
    return new PluginConfiguration()
        .setId("phenomena")
        .setName("Phenomena")
        .setJsFiles(List.of(SCRIPT))
        .setCssFiles(List.of());
  }

  // Allure replaced it, and still requires it.
  @SuppressWarnings("deprecation")
  @Override
  public void unpackReportStatic(Path reportFolder) {}

  @Override
  public Map<String, Path> getPluginFiles() {
    return Map.of(SCRIPT, script);
  }

  @Override
  public List<Extension> getExtensions() {
    return List.of(this);
  }
}
