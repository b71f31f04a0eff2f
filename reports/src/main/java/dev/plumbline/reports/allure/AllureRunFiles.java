package dev.plumbline.reports.allure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.pages.DecisionPage;
import dev.plumbline.reports.writing.ReportFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** What Allure wants to know of a run as a whole: its environment, its categories, who ran it. */
final class AllureRunFiles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUILD_NAME = "buildName";

  private final ReportFolder folder;
  private final Map<String, String> environment;

  /**
   * Makes the writer.
   *
   * @param folder where the results are
   * @param environment the process's environment variables
   */
  AllureRunFiles(ReportFolder folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  void write(List<RunNote> notes) throws IOException {
    writeEnvironment(notes);
    try (InputStream categories = AllureRunFiles.class.getResourceAsStream("categories.json")) {
      AtomicFile.write(
          folder.allureResults().resolve("categories.json"), categories.readAllBytes());
    }
    AtomicFile.write(
        executorFile(folder), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(executor()));
  }

  /** Returns what a run is called whose files are written: {@code run 7}, {@code gate #12}. */
  static String name(ReportFolder folder) throws IOException {
    Path file = executorFile(folder);
    return Files.isRegularFile(file)
        ? JSON.readTree(file.toFile()).path(BUILD_NAME).asText("this run")
        : "this run";
  }

  private static Path executorFile(ReportFolder folder) {
    return folder.allureResults().resolve("executor.json");
  }

  private void writeEnvironment(List<RunNote> notes) throws IOException {
    Properties facts = new Properties();
    facts.setProperty(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.setProperty(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    Set<String> warnings = new LinkedHashSet<>();
    for (RunNote note : notes) {
      switch (note.kind()) {
        case WARNING -> warnings.add(note.name() + ": " + note.text());
        case RESULT -> // there may be several about one thing
            facts.merge(note.name(), note.text(), (one, other) -> one + "; " + other);
        case ENVIRONMENT -> facts.setProperty(note.name(), note.text());
      }
    }
    int number = 0;
    for (String warning : warnings) {
      number++;
      facts.setProperty("warning " + number, warning);
    }
    AtomicFile.write(
        folder.allureResults().resolve("environment.properties"),
        stream -> facts.store(stream, null));
  }

  private Map<String, Object> executor() throws IOException {
    long order = lastBuildOrder() + 1;
    Map<String, Object> executor = new LinkedHashMap<>();
    String repository = environment.get("GITHUB_REPOSITORY");
    String server = environment.get("GITHUB_SERVER_URL");
    if (repository != null && server != null) {
      String project = server + "/" + repository;
      executor.put("name", "GitHub Actions");
      executor.put("type", "github");
      executor.put("url", project);
      executor.put(BUILD_NAME, buildName());
      executor.put("buildUrl", project + "/actions/runs/" + environment.get("GITHUB_RUN_ID"));
    } else {
      executor.put("name", "local");
      executor.put("type", "local");
      executor.put(BUILD_NAME, "run " + order);
    }
    executor.put("buildOrder", order);
    executor.put("reportName", DecisionPage.TITLE);
    return executor;
  }

  private String buildName() {
    return environment.getOrDefault("GITHUB_WORKFLOW", "build")
        + " #"
        + environment.getOrDefault("GITHUB_RUN_NUMBER", "?");
  }

  /** The order of the newest run in the history; 0 when there is no history that can be read. */
  private long lastBuildOrder() throws IOException {
    Path trend = folder.carriedHistory().resolve("history-trend.json");
    if (!Files.isRegularFile(trend)) {
      return 0;
    }
    try {
      JsonNode newest = JSON.readTree(trend.toFile()).path(0);
      return newest.path("buildOrder").asLong(0);
    } catch (JsonProcessingException e) {
      // Allure starts a history that it cannot read anew, and so does the count.
      return 0;
    }
  }
}
