package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Holds checkpoints against recorded baselines. */
@Command(
    name = "check",
    description =
        "Audits checkpoints against recorded baselines: red where one is worse by more than the margin"
            + " and by more than chance.",
    footer = {
      "  plumbline check baselines --checkpoint mine=models/sd15-tuned",
      "  plumbline check baselines/sd15.csv --checkpoint a=models/a,b=models/b"
    })
final class CheckCommand extends AuditingCommand {

  @Parameters(
      paramLabel = "FOLDER",
      description =
          "Where the baselines are; or one baseline's .csv, that all checkpoints are held against.")
  private String folder;

  @Override
  Set<String> taken() {
    return Set.of(AuditParameters.BASELINE, AuditParameters.BASELINE_MODE);
  }

  @Override
  List<String> arguments() {
    return List.of(folder);
  }

  @Override
  void set(Map<String, String> parameters) {
    parameters.put(AuditParameters.BASELINE, folder);
    parameters.put(AuditParameters.BASELINE_MODE, "check");
  }
}
