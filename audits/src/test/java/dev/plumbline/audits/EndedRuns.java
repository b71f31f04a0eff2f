package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.FolderLock;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.BaselineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A report folder and a recorded baseline that runs are ended upon, one after the other. The runs
 * have other seeds, so that it is told whose figures there are.
 */
final class EndedRuns {

  private static final List<String> OTHER_VERDICTS =
      List.of("junit.xml", "summary.md", "decision.html");

  /** What a run that was ended left. */
  enum Left {
    /** The run had not begun: all is as it was. */
    WHAT_WAS_THERE,
    /** No verdict, and what was recorded before. */
    NOTHING,
    /** A red report of what was decided, and what was recorded before. */
    AN_INTERRUPTED_REPORT,
    /** The run was over, but for its exit. */
    ITS_REPORT
  }

  private final Path reports;
  private final Path recorded;
  private final Map<Integer, Integer> metricsOfRuns = new HashMap<>();
  private int seed;
  private int recordedSeed;
  private long pid;

  EndedRuns(Path folder) throws IOException {
    reports = folder.resolve("reports");
    recorded = folder.resolve("recorded");
  }

  /** Returns another one, of which all is as it is here now. */
  EndedRuns copy(Path folder) throws IOException {
    EndedRuns copy = new EndedRuns(folder);
    copy.seed = seed;
    copy.recordedSeed = recordedSeed;
    copy.metricsOfRuns.putAll(metricsOfRuns);
    copyTree(reports, copy.reports);
    copyTree(recorded, copy.recorded);
    return copy;
  }

  private static void copyTree(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path file : all) {
      Files.copy(
          file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  Path reports() {
    return reports;
  }

  Path recorded() {
    return recorded;
  }

  /** Starts a run that records. */
  Process start(String... rest) throws IOException {
    seed++;
    Process process =
        AuditProcess.start(
            reports,
            Map.of(
                AuditParameters.SEED,
                Integer.toString(seed),
                AuditParameters.BASELINE,
                recorded.toString(),
                AuditParameters.BASELINE_MODE,
                "record"),
            rest);
    pid = process.pid();
    return process;
  }

  /** Lets a run come to its end, and asserts that it is green and has all reports. */
  Duration complete() throws Exception {
    long begin = System.nanoTime();
    Process process = start();
    int exit = AuditProcess.end(process);
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(exit).as(printed()).isZero();
    assertThat(summary().path("verdict").asText()).as(printed()).isNotEqualTo("broken");
    assertThat(summary().path("leaves").path("passed").asInt()).isPositive();
    for (String file : List.of("junit.xml", "summary.md", "decision.html", "index.html")) {
      assertThat(reports.resolve(file)).isNotEmptyFile();
    }
    recordedSeed = seedOf(recorded);
    assertThat(recordedSeed).isEqualTo(seed);
    assertThat(seedOf(reports.resolve("baseline"))).isEqualTo(seed);
    assertThat(all()).noneMatch(name -> name.endsWith(".part") || name.contains(".work"));
    return time;
  }

  /** Asserts that a run which was ended lost nothing and mixed nothing, and says what it left. */
  Left inspect(int exit) throws IOException {
    assertThat(exit).as(printed()).isNotZero();
    int kept = seedOf(recorded);
    assertThat(kept).as("whose baseline is recorded").isIn(seed, recordedSeed);
    Left left = left();
    if (left == Left.WHAT_WAS_THERE) {
      assertThat(kept).isEqualTo(recordedSeed);
    }
    if (left == Left.ITS_REPORT) {
      assertThat(kept).isEqualTo(seed);
    }
    recordedSeed = kept;
    return left;
  }

  /** Tells whether what is recorded is what was there before the last run. */
  boolean inspectRefused() {
    return seedOf(recorded) == recordedSeed && recordedSeed != seed;
  }

  /** Takes note of whose baseline is recorded. */
  void note() {
    recordedSeed = seedOf(recorded);
  }

  private Left left() throws IOException {
    if (!Files.exists(reports.resolve("summary.json"))) {
      return Left.NOTHING;
    }
    String text = Files.readString(reports.resolve("summary.json"));
    JsonNode summary = summary();
    boolean isNew = holder() == pid;
    if (!isNew) {
      for (String verdict : OTHER_VERDICTS) {
        assertThat(reports.resolve(verdict)).isNotEmptyFile();
      }
      return Left.WHAT_WAS_THERE;
    }
    if (text.contains("The process was ended from outside")) {
      assertThat(summary.path("verdict").asText()).isIn("broken", "failed");
      return Left.AN_INTERRUPTED_REPORT;
    }
    for (String verdict : OTHER_VERDICTS) {
      assertThat(reports.resolve(verdict)).isNotEmptyFile();
    }
    assertThat(reports.resolve("index.html")).isNotEmptyFile();
    return Left.ITS_REPORT;
  }

  /** Returns the process that had the folder last. */
  private long holder() throws IOException {
    String line = Files.readString(reports.resolve(FolderLock.FILE));
    return Long.parseLong(line.substring("pid=".length(), line.indexOf(' ')));
  }

  private JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(reports.resolve("summary.json").toFile());
  }

  String printed() throws IOException {
    return Files.readString(AuditProcess.log(reports));
  }

  private List<String> all() throws IOException {
    List<String> names = new ArrayList<>();
    for (Path folder : List.of(reports, recorded)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  /** Reads a baseline with all that is beside it, and returns whose it is. */
  private int seedOf(Path folder) {
    Baseline baseline = BaselineFile.readWithSketches(folder.resolve("reference-unet.csv"));
    int owner = Integer.parseInt(baseline.environment().facts().get("seed"));
    metricsOfRuns.merge(
        owner,
        baseline.metrics().size(),
        (one, other) -> {
          assertThat(other).as("metrics of the run with seed %d", owner).isEqualTo(one);
          return one;
        });
    return owner;
  }
}
