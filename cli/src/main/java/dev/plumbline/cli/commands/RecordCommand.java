package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Records baselines. */
@Command(
    name = "record",
    description =
        "Records what checkpoints measure as baselines, which later versions of them are held against.",
    footer = {
      "  plumbline record baselines --checkpoint mine=models/sd15",
      "  plumbline check baselines --checkpoint mine=models/sd15-tuned"
    })
final class RecordCommand extends AuditingCommand {

  @Parameters(
      paramLabel = "FOLDER",
      description = "Where the baselines go: a file for each checkpoint, named after it.")
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
    parameters.put(AuditParameters.BASELINE_MODE, "record");
  }
}
