package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Judges parts of a run that were measured apart. */
@Command(
    name = "merge",
    description =
        "Judges and reports what several machines measured, each a part (audit --shard --work-dir)."
            + " Nothing is measured. Give the parameters that the parts had.",
    footer = {
      "  plumbline audit --checkpoint mine=models/sd15 --shard 1/2 --work-dir part-1",
      "  plumbline audit --checkpoint mine=models/sd15 --shard 2/2 --work-dir part-2",
      "  plumbline merge part-1 part-2 --checkpoint mine=models/sd15"
    })
final class MergeCommand extends AuditingCommand {

  @Parameters(
      paramLabel = "FOLDER",
      arity = "1..*",
      description = "The folders that all parts were measured into.")
  private List<String> folders;

  @Override
  Set<String> taken() {
    return Set.of(AuditParameters.MERGE, AuditParameters.SHARD);
  }

  @Override
  List<String> arguments() {
    return folders;
  }

  @Override
  void set(Map<String, String> parameters) {
    parameters.put(AuditParameters.MERGE, String.join(",", folders));
  }
}
