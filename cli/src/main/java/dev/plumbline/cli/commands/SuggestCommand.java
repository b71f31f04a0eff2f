package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Suggests bounds. */
@Command(
    name = "suggest",
    description = "Writes bounds that follow from several recorded baselines. Nothing is audited.",
    footer = {"  plumbline suggest bounds.csv --baseline baselines"})
final class SuggestCommand extends AuditingCommand {

  @Parameters(paramLabel = "FILE", description = "Where the bounds go, a .csv.")
  private String file;

  @Override
  Set<String> taken() {
    return Set.of(AuditParameters.SUGGEST);
  }

  @Override
  List<String> arguments() {
    return List.of(file);
  }

  @Override
  void set(Map<String, String> parameters) {
    parameters.put(AuditParameters.SUGGEST, file);
  }
}
