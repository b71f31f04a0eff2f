package dev.plumbline.reports.allure;

import dev.plumbline.reports.trends.MetricTrend;
import dev.plumbline.reports.writing.Template;
import io.qameta.allure.Aggregator2;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.core.Plugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Puts how metrics went on from comparable runs beside Allure's own trends, which count leaves.
 *
 * @param html what it shows
 */
record MetricTrendWidget(String html) implements Aggregator2 {

  /** Makes the widget; its script is put into a folder. */
  static Plugin in(Path folder, MetricTrend trend) throws IOException {
    String html = new Template(MetricTrendWidget.class, "metrics-trend.ftlh").fill(trend.model());
    return ScriptedPlugin.in(
        folder, "metrics-trend", "Metrics", "metrics-trend.js", new MetricTrendWidget(html));
  }

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    storage.addDataJson("widgets/metrics-trend.json", Map.of("html", html));
  }
}
