package dev.plumbline.cli;

import dev.plumbline.cli.commands.Commands;
import dev.plumbline.cli.terminal.ColouredOutput;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line {@code plumbline}. */
public final class Main {

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments the command, and what is given to it
   */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    CommandLine commands = Commands.create();
    commands.setExecutionStrategy(parsed -> execute(parsed, List.of(arguments)));
    int code = commands.execute(arguments);
    System.out.flush();
    System.exit(code);
  }

  private static int execute(ParseResult parsed, List<String> arguments) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    if (Commands.usesOnnxRuntime(parsed) && OnnxRuntime.telemetry().isPresent()) {
      try {
        return Relaunch.run(arguments);
      } catch (IOException e) {
        throw new IllegalStateException(
            "Java cannot be started once more to turn ONNX Runtime's telemetry off ("
                + e.getMessage()
                + "). Set "
                + OnnxRuntime.VARIABLE
                + "=1 in the environment.",
            e);
      }
    }
    System.setOut(ColouredOutput.of(System.out, Ansi.AUTO));
    return new RunLast().execute(parsed);
  }
}
