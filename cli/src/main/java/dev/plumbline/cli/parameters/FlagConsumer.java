package dev.plumbline.cli.parameters;

import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Takes the word after an option that may stand alone only if it is true or false. */
final class FlagConsumer implements IParameterConsumer {

  private static final List<String> WORDS = List.of("true", "false");

  @Override
  @SuppressWarnings("JdkObsolete") // picocli hands over its own stack
  public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
    boolean isFollowed = !arguments.isEmpty() && WORDS.contains(arguments.peek());
    option.setValue(isFollowed ? arguments.pop() : "true");
  }
}
