package dev.plumbline.cli.parameters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** Gives a command an option for each parameter, in groups as the documentation has them. */
public final class ParameterOptions {

  private ParameterOptions() {}

  /**
   * Adds the options.
   *
   * @param spec the command
   * @param taken the parameters that the command sets itself, which have no option in it
   * @param given takes the values that are given, by the names of parameters
   */
  public static void add(CommandSpec spec, Set<String> taken, Map<String, String> given) {
    Map<String, ArgGroupSpec.Builder> groups = new LinkedHashMap<>();
    for (DocumentedParameter parameter : ParameterTable.read()) {
      if (!taken.contains(parameter.name())) {
        groups
            .computeIfAbsent(parameter.heading(), ParameterOptions::group)
            .addArg(option(parameter, given));
      }
    }
    groups.values().forEach(group -> spec.addArgGroup(group.build()));
  }

  private static ArgGroupSpec.Builder group(String heading) {
    return ArgGroupSpec.builder()
        .exclusive(false)
        .multiplicity("0..1")
        .validate(false)
        .heading("%nOptions for " + heading + ":%n");
  }

  private static OptionSpec option(DocumentedParameter parameter, Map<String, String> given) {
    OptionSpec.Builder option =
        OptionSpec.builder(parameter.option())
            .type(String.class)
            .paramLabel(parameter.label())
            .description(parameter.description().replace("%", "%%"))
            .setter(into(parameter.name(), given));
    List<String> words = parameter.words();
    if (!words.isEmpty()) {
      option.completionCandidates(words);
    }
    if (parameter.isFlag()) {
      option.arity("0..1").parameterConsumer(new FlagConsumer());
    } else {
      option.arity("1");
    }
    return option.build();
  }

  private static ISetter into(String name, Map<String, String> given) {
    return new ISetter() {
      @Override
      @SuppressWarnings("unchecked") // picocli chooses the type, which nobody asks for
      public <T> T set(T value) {
        return (T) (value == null ? given.remove(name) : given.put(name, (String) value));
      }
    };
  }
}
