package dev.plumbline.reports.allure;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.Extension;
import io.qameta.allure.PluginConfiguration;
import io.qameta.allure.core.Plugin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * A plugin of Allure's report: a script that shows something, and what gives the script its data.
 *
 * @param id the plugin's
 * @param name what it is called
 * @param script the script, a file
 * @param data writes the data
 */
record ScriptedPlugin(String id, String name, Path script, Aggregator2 data) implements Plugin {

  /**
   * Makes a plugin.
   *
   * @param folder where the script is put, from which the report takes it in
   * @param id the plugin's
   * @param name what it is called
   * @param script the script's name, a resource's
   * @param data writes the data
   */
  static ScriptedPlugin in(Path folder, String id, String name, String script, Aggregator2 data)
      throws IOException {
    Path file = folder.resolve(script);
    try (InputStream resource = ScriptedPlugin.class.getResourceAsStream(script)) {
      Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return new ScriptedPlugin(id, name, file, data);
  }

  @Override
  public PluginConfiguration getConfig() {
    return new PluginConfiguration()
        .setId(id)
        .setName(name)
        .setJsFiles(List.of(script.getFileName().toString()))
        .setCssFiles(List.of());
  }

  // Allure replaced it, and still requires it.
  @SuppressWarnings("deprecation")
  @Override
  public void unpackReportStatic(Path reportFolder) {}

  @Override
  public Map<String, Path> getPluginFiles() {
    return Map.of(script.getFileName().toString(), script);
  }

  @Override
  public List<Extension> getExtensions() {
    return List.of(data);
  }
}
