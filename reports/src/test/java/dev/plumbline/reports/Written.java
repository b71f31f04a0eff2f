package dev.plumbline.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads back what a run wrote.
 *
 * @param folder the report folder
 */
public record Written(Path folder) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns Allure's results that are leaves. */
  public List<JsonNode> leaves() {
    return results(false);
  }

  /** Returns Allure's results that are failures of the run. */
  public List<JsonNode> runFailures() {
    return results(true);
  }

  /** Returns the leaf whose name begins so. */
  public JsonNode leaf(String name) {
    return leaves().stream()
        .filter(leaf -> leaf.path("name").asText().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no leaf " + name + " in " + leaves()));
  }

  public List<CSVRecord> metrics() {
    return rows("metrics.csv");
  }

  public List<CSVRecord> scenes() {
    return rows("scenes.csv");
  }

  public List<CSVRecord> published() {
    return rows("published.csv");
  }

  public List<CSVRecord> rows(String file) {
    try (CSVParser parser =
        CSVParser.parse(
            folder.resolve(file),
            StandardCharsets.UTF_8,
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode executor() {
    return json(folder.resolve("allure-results/executor.json"));
  }

  public Properties environment() throws IOException {
    Properties environment = new Properties();
    try (var stream =
        Files.newInputStream(folder.resolve("allure-results/environment.properties"))) {
      environment.load(stream);
    }
    return environment;
  }

  public JsonNode history() {
    return json(folder.resolve("allure-history/history-trend.json"));
  }

  /** Returns the values of a result's labels of one kind. */
  public static List<String> labels(JsonNode result, String name) {
    List<String> values = new ArrayList<>();
    for (JsonNode label : result.path("labels")) {
      if (label.path("name").asText().equals(name)) {
        values.add(label.path("value").asText());
      }
    }
    return values;
  }

  private List<JsonNode> results(boolean ofRun) {
    try (Stream<Path> files = Files.list(folder.resolve("allure-results"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-result.json"))
          .map(Written::json)
          .filter(result -> labels(result, "tag").contains("run-failure") == ofRun)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
