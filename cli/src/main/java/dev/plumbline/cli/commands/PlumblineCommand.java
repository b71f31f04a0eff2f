package dev.plumbline.cli.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that has all others below it. */
@Command(
    name = "plumbline",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Audits U-Nets of latent-diffusion models that were exported to ONNX: measures what their"
            + " layers represent, and holds it against bounds or a baseline. 'plumbline COMMAND"
            + " --help' says what a command takes.",
    footer = {
      "  plumbline audit                                     the bundled checkpoint",
      "  plumbline audit --checkpoint mine=models/sd15 --tier quick",
      "  plumbline record baselines --checkpoint mine=models/sd15",
      "  plumbline check baselines --checkpoint mine=models/sd15-tuned",
      "  plumbline compare models/sd15 models/sd15-tuned",
      "  plumbline doctor"
    },
    subcommands = {
      AuditCommand.class,
      CheckCommand.class,
      RecordCommand.class,
      PromoteCommand.class,
      CompareCommand.class,
      PlanCommand.class,
      LayersCommand.class,
      FetchCommand.class,
      EncodeCommand.class,
      SuggestCommand.class,
      MergeCommand.class,
      DoctorCommand.class,
      CompletionCommand.class
    })
final class PlumblineCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command, such as audit");
  }
}
