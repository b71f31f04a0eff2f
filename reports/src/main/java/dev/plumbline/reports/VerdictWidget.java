package dev.plumbline.reports;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.Extension;
import io.qameta.allure.PluginConfiguration;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.core.Plugin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Puts the verdict, the first profile and the way to the page to decide on onto the overview of
 * Allure's report.
 *
 * @param script the widget's script, a file
 * @param html what it shows
 */
record VerdictWidget(Path script, String html) implements Plugin, Aggregator2 {

  private static final String SCRIPT = "widget.js";

  /** Makes the widget; its script is put into a folder, from which the report takes it in. */
  static VerdictWidget in(Path folder, String html) throws IOException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream resource = VerdictWidget.class.getResourceAsStream(SCRIPT)) {
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return new VerdictWidget(script, html);
  }

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    storage.addDataJson("widgets/plumbline.json", Map.of("html", html));
  }

  @Override
  public PluginConfiguration getConfig() {
    return new PluginConfiguration()
        .setId("plumbline")
        .setName("Verdict")
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
