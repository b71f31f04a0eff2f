package dev.plumbline.cli.commands;

import dev.plumbline.cli.run.ExitCode;
import dev.plumbline.engine.plan.NearestName;
import dev.plumbline.engine.plan.UserError;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, with what they have in common: options, messages and exit codes. */
public final class Commands {

  private static final int WIDTH = 100;

  private Commands() {}

  /** Makes the commands, which are not run yet. */
  public static CommandLine create() {
    CommandLine root = new CommandLine(new PlumblineCommand());
    root.getSubcommands().values().stream()
        .filter(command -> command.getCommand() instanceof AuditingCommand)
        .forEach(command -> ((AuditingCommand) command.getCommand()).addParameters());
    Stream.concat(Stream.of(root), root.getSubcommands().values().stream())
        .forEach(Commands::describe);
    root.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
    root.setParameterExceptionHandler(Commands::refuse);
    root.setExecutionExceptionHandler(Commands::fail);
    root.setUsageHelpAutoWidth(true);
    return root;
  }

  private static void describe(CommandLine command) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(Integer.toString(code.code()), code.meaning());
    }
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.width(WIDTH);
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
    usage.synopsisHeading("Usage: ");
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(codes);
    usage.optionListHeading("%nOptions:%n");
    usage.parameterListHeading("%nArguments:%n");
    usage.commandListHeading("%nCommands:%n");
    usage.descriptionHeading("%n");
    usage.footerHeading("%nExamples:%n");
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
  }

  /** Tells whether the command that was given may load ONNX Runtime. */
  public static boolean usesOnnxRuntime(ParseResult parsed) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    return deepest.commandSpec().userObject() instanceof UsesOnnxRuntime;
  }

  private static int refuse(ParameterException refused, String[] arguments) {
    CommandLine command = refused.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    String message =
        unknown(refused).orElseGet(() -> refused.getMessage().replaceAll("\\s*\\R\\s*", " "));
    say(command, name + ": " + message);
    err.println("'" + name + " --help' says what there is.");
    err.flush();
    return ExitCode.MISUSED.code();
  }

  private static Optional<String> unknown(ParameterException refused) {
    if (!(refused instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    CommandLine command = refused.getCommandLine();
    String first = unmatched.getUnmatched().get(0);
    if (unmatched.isUnknownOption()) {
      String option = first.split("=", 2)[0];
      List<String> options = List.copyOf(command.getCommandSpec().optionsMap().keySet());
      return Optional.of(
          String.format(
              "%s is no option of this command; did you mean %s?",
              option, NearestName.of(option, options).orElseThrow()));
    }
    return NearestName.of(first, command.getSubcommands().keySet())
        .map(nearest -> first + " is no command; did you mean " + nearest + "?")
        .or(() -> Optional.of("the argument " + first + " is one too many"));
  }

  private static int fail(Exception thrown, CommandLine command, ParseResult parsed) {
    if (thrown instanceof UserError) {
      say(command, "plumbline: " + thrown.getMessage());
      return ExitCode.MISUSED.code();
    }
    if (thrown instanceof BrokenException) {
      say(command, "plumbline: " + thrown.getMessage());
      return ExitCode.BROKEN.code();
    }
    say(command, "plumbline: something unexpected happened; please report it with what follows");
    thrown.printStackTrace(command.getErr());
    command.getErr().flush();
    return ExitCode.BROKEN.code();
  }

  private static void say(CommandLine command, String message) {
    command.getErr().println(command.getColorScheme().errorText(message));
    command.getErr().flush();
  }
}
