package dev.plumbline.cli.commands;

import dev.plumbline.cli.run.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands. */
@Command(
    name = "completion",
    description = "Prints a script by which a shell completes commands, options and their words.",
    footer = {
      "  source <(plumbline completion bash)      in ~/.bashrc",
      "  source <(plumbline completion zsh)       in ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {

  /** Bash's way of completion, which the script is written for, has to be loaded in zsh. */
  private static final String FOR_ZSH =
      "autoload -Uz compinit bashcompinit && compinit && bashcompinit\n";

  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("plumbline", spec.root().commandLine());
    System.out.print(shell == Shell.zsh ? FOR_ZSH + script : script);
    return ExitCode.DONE.code();
  }
}
