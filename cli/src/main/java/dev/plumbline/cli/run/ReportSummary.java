package dev.plumbline.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What {@code summary.json} says of a run. */
public final class ReportSummary {

  private static final String REPORT = "target/plumbline";

  private final JsonNode summary;

  private ReportSummary(JsonNode summary) {
    this.summary = summary;
  }

  /**
   * Returns the report folder of a run.
   *
   * @param parameters its parameters
   */
  public static Path folder(Map<String, String> parameters) {
    return Path.of("")
        .toAbsolutePath()
        .resolve(parameters.getOrDefault(AuditParameters.BASE_DIR, "").strip())
        .resolve(parameters.getOrDefault(AuditParameters.REPORT_DIR, REPORT).strip())
        .normalize();
  }

  /**
   * Reads the summary in a report folder.
   *
   * @param folder the folder
   * @return the summary; empty if there is none that can be read
   */
  public static Optional<ReportSummary> read(Path folder) {
    Path file = folder.resolve("summary.json");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ReportSummary(new ObjectMapper().readTree(file.toFile())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the whole of it. */
  public JsonNode json() {
    return summary;
  }

  /** Returns the verdict: {@code nothing-to-compare}. */
  public String verdict() {
    return summary.path("verdict").asText();
  }

  /** Returns the exit code that goes with the verdict. */
  ExitCode exitCode(RunPurpose purpose) {
    return switch (verdict()) {
      case "passed" -> ExitCode.DONE;
      case "failed" -> ExitCode.VIOLATED;
      case "nothing-to-compare" -> purpose == RunPurpose.JUDGE ? ExitCode.UNDECIDED : ExitCode.DONE;
      case "nothing-concluded" -> purpose.isToJudge() ? ExitCode.UNDECIDED : ExitCode.DONE;
      case "nothing-ran" -> ExitCode.NOTHING_RAN;
      default -> ExitCode.BROKEN;
    };
  }
}
