package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what a run would do. */
@Command(
    name = "plan",
    description =
        "Says what a run would do: layers, timesteps, passes of the U-Net, roughly the time, and the"
            + " memory. With --baseline, also which changes it would find. Nothing is measured.",
    footer = {
      "  plumbline plan --checkpoint mine=models/sd15",
      "  plumbline plan --baseline baselines --find similarity.difference.corner:0.02"
    })
final class PlanCommand extends AuditingCommand {

  @Option(
      names = "--find",
      paramLabel = "METRIC:CHANGE,…",
      description =
          "Changes for the worse that should be found: says how many scenes each takes. Needs"
              + " --baseline.")
  private String changes;

  @Override
  Set<String> taken() {
    return Set.of(AuditParameters.DRY_RUN, AuditParameters.PLAN);
  }

  @Override
  void set(Map<String, String> parameters) {
    parameters.put(AuditParameters.DRY_RUN, "true");
    if (changes != null) {
      parameters.put(AuditParameters.PLAN, changes);
    }
  }
}
