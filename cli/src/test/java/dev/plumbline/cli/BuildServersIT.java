package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.cli.PlumblineProcess.Result;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What build servers run: the scripts, as GitHub's runners and GitLab's do, and what starts them.
 */
@Tag("heavy")
class BuildServersIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path ACTION = ROOT.resolve(".github/actions/audit");
  private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40}");
  private static final Pattern VARIABLE = Pattern.compile("\\bAUDIT_([A-Z_]+)\\b");

  @TempDir private Path folder;
  private TinyCheckpoint tiny;
  private Path outputs;
  private Path summary;

  @BeforeEach
  void inputs() throws IOException {
    tiny = new TinyCheckpoint(folder);
    outputs = Files.createFile(folder.resolve("outputs"));
    summary = Files.createFile(folder.resolve("step-summary"));
  }

  /** The script, told of a checkpoint as a runner tells it. */
  private PlumblineProcess audit(Path checkpoint) {
    PlumblineProcess.assumeThereAre("bash", "jq");
    PlumblineProcess audit =
        PlumblineProcess.by(folder, "bash", ACTION.resolve("audit").toString())
            .with("PLUMBLINE", PlumblineProcess.script().toString())
            .with("GITHUB_OUTPUT", outputs.toString())
            .with("GITHUB_STEP_SUMMARY", summary.toString())
            .with("AUDIT_CHECKPOINT", "tiny=" + checkpoint)
            .with("AUDIT_TIER", "")
            .with("OPTIONS", "--select=HighNormAudits\n\n--inconclusive=pass\n");
    for (String option : tiny.inputs()) {
      String[] parts = option.substring(2).split("=", 2);
      audit.with("AUDIT_" + parts[0].replace('-', '_').toUpperCase(Locale.ROOT), parts[1]);
    }
    return audit;
  }

  private List<String> outputs() throws IOException {
    return Files.readAllLines(outputs);
  }

  @Test
  void aSoundCheckpointIsGreenAndABadOneRed() throws Exception {
    Path sound = TinyCheckpoint.variant("torchscript");
    Result recorded =
        audit(sound)
            .with("AUDIT_BASELINE", "baselines")
            .with("AUDIT_BASELINE_MODE", "record")
            .run();
    assertThat(recorded.code()).as(recorded.toString()).isIn(0, 4);
    assertThat(folder.resolve("baselines/tiny.csv")).exists();
    Files.writeString(outputs, "");

    Result checked = audit(sound).with("AUDIT_BASELINE", "baselines").run();
    assertThat(checked.code()).as(checked.toString()).isZero();
    assertThat(outputs())
        .contains("code=0", "verdict=passed", "passed=1", "failed=0", "report=plumbline-report");
    assertThat(summary).content().contains("Plumbline model audits: passed");
    assertThat(folder.resolve("plumbline-report/index.html")).exists();

    Files.writeString(outputs, "");
    Files.writeString(summary, "");
    Result refused = audit(sound).with("AUDIT_TEIR", "quick").run();
    assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
    assertThat(folder.resolve("plumbline-report/summary.json")).exists(); // the last run's
    assertThat(outputs()).contains("code=2").doesNotContain("verdict=passed", "passed=1");
    assertThat(summary).isEmptyFile();

    Files.writeString(outputs, "");
    Result damaged = audit(tiny.damaged()).with("AUDIT_BASELINE", "baselines").run();
    assertThat(damaged.code()).as(damaged.toString()).isEqualTo(1);
    assertThat(outputs()).contains("code=1", "verdict=failed", "failed=1");
  }

  @Test
  void whatIsMisusedOrRunsNothingIsRedAndHasNoVerdictOfAnEarlierRun() throws Exception {
    Files.createDirectories(folder.resolve("plumbline-report"));
    Result nothing =
        audit(TinyCheckpoint.variant("torchscript"))
            .with("OPTIONS", "--select=HighNormAudits\n--tags=nothing-has-this")
            .run();
    assertThat(nothing.code()).as(nothing.toString()).isEqualTo(5);
    assertThat(outputs()).contains("code=5").doesNotContain("verdict=passed");
    Files.writeString(outputs, "");
    Result misspelt =
        audit(TinyCheckpoint.variant("torchscript")).with("AUDIT_TEIR", "quick").run();
    assertThat(misspelt.code()).as(misspelt.toString()).isEqualTo(2);
    assertThat(outputs()).contains("code=2").doesNotContain("verdict=passed");
  }

  /** As where a cache brings back the history, and nothing else, into an empty folder. */
  @Test
  void theTrendGoesOnFromTheHistoryAlone() throws Exception {
    Path report = folder.resolve("plumbline-report");
    Path sound = TinyCheckpoint.variant("torchscript");
    assertThat(audit(sound).run().code()).isIn(0, 4);
    Files.move(report.resolve("allure-history"), folder.resolve("kept"));
    Files.move(report, folder.resolve("old"));
    Files.createDirectory(report);
    Files.move(folder.resolve("kept"), report.resolve("allure-history"));
    assertThat(audit(sound).run().code()).isIn(0, 4);
    JsonNode trend =
        new ObjectMapper().readTree(report.resolve("allure-history/history-trend.json").toFile());
    assertThat(trend.size()).isEqualTo(2);
  }

  private static JsonNode yaml(Path file) {
    try {
      return new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows"))) {
      return files.sorted().toList();
    }
  }

  private static void eachStep(JsonNode workflow, Consumer<JsonNode> check) {
    workflow.path("jobs").forEach(job -> job.path("steps").forEach(check));
  }

  @Test
  void whatIsNotOursIsPinnedAndCredentialsAreNotLeftOnDisk() throws IOException {
    List<String> used = new ArrayList<>();
    for (Path file : workflows()) {
      JsonNode workflow = yaml(file);
      assertThat(workflow.path("permissions").path("contents").asText())
          .as(file.toString())
          .isEqualTo("read");
      eachStep(
          workflow,
          step -> {
            String uses = step.path("uses").asText();
            if (!uses.isEmpty()) {
              used.add(uses);
              assertThat(uses).as(file.toString()).matches(PINNED);
            }
            if (uses.startsWith("actions/checkout@")) {
              assertThat(step.path("with").path("persist-credentials").asText())
                  .as(file.toString())
                  .isEqualTo("false");
            }
            assertThat(step.path("run").asText()) // a name with quotes in it would be run
                .as("expressions are given as variables")
                .doesNotContain("${{");
          });
    }
    assertThat(used).isNotEmpty();
  }

  @Test
  void onlyWhatCommentsMayWriteAndItRunsNothingOfThePullRequest() throws IOException {
    for (Path file : workflows()) {
      String text = Files.readString(file);
      boolean comments = file.endsWith("audit-comment.yml");
      assertThat(text.replaceAll("(?m)^#.*", "").contains("write")).isEqualTo(comments);
    }
    JsonNode comment = yaml(ROOT.resolve(".github/workflows/audit-comment.yml"));
    eachStep(
        comment,
        step -> {
          if (step.path("uses").asText().startsWith("actions/checkout@")) {
            assertThat(step.path("with").path("repository").asText()).contains("inputs.plumbline");
          }
        });
  }

  private static Set<String> parameters() {
    return Stream.of(AuditParameters.class.getFields())
        .map(BuildServersIT::value)
        .filter(name -> name.startsWith("audit."))
        .map(name -> name.substring(6).replace('.', '_').toUpperCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String value(Field field) {
    try {
      return field.get(null).toString();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyVariableIsAParameter() throws IOException {
    List<Path> files = new ArrayList<>(workflows());
    files.add(ACTION.resolve("action.yml"));
    files.add(ROOT.resolve("docs/examples/gitlab/plumbline.gitlab-ci.yml"));
    int found = 0;
    for (Path file : files) {
      Matcher variables = VARIABLE.matcher(Files.readString(file));
      while (variables.find()) {
        if (!variables.group(1).equals("X_Y")) { // which stands for any
          found++;
          assertThat(parameters()).as(file.toString()).contains(variables.group(1));
        }
      }
    }
    assertThat(found).isGreaterThan(40);
  }

  @Test
  void everyInputOfTheActionIsUsedAndEveryOutputIsMade() throws IOException {
    JsonNode action = yaml(ACTION.resolve("action.yml"));
    String steps = action.path("runs").path("steps").toString();
    action
        .path("inputs")
        .fieldNames()
        .forEachRemaining(input -> assertThat(steps).contains("inputs." + input + " "));
    String script = Files.readString(ACTION.resolve("audit"));
    assertThat(script).contains("code=%s").contains("report=%s").contains("verdict=");
    assertThat(action.path("outputs").size()).isEqualTo(8);
  }
}
