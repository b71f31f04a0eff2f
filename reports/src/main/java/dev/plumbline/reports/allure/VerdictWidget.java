package dev.plumbline.reports.allure;

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
 * Puts the verdict, the first profile and the way to the page to decide on onto the overview of
 * Allure's report.
 *
 * @param html what it shows
 */
record VerdictWidget(String html) implements Aggregator2 {

  /** Makes the widget; its script is put into a folder. */
  static Plugin in(Path folder, String html) throws IOException {
    return ScriptedPlugin.in(folder, "plumbline", "Verdict", "widget.js", new VerdictWidget(html));
  }

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    storage.addDataJson("widgets/plumbline.json", Map.of("html", html));
  }
}
