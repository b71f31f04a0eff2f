package dev.plumbline.cli.commands;

import dev.plumbline.cli.parameters.DocumentedParameter;
import dev.plumbline.cli.parameters.ParameterFile;
import dev.plumbline.cli.parameters.ParameterOptions;
import dev.plumbline.cli.run.AuditLaunch;
import dev.plumbline.cli.run.AuditSelection;
import dev.plumbline.cli.run.ExitCode;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that starts the engine, and so takes the parameters of audits: each as an option, any
 * by {@code -P}, all in a file. What the command line says goes before the file, and what the
 * command itself is for goes before both.
 */
abstract class AuditingCommand implements Callable<Integer>, UsesOnnxRuntime {

  @Spec private CommandSpec spec;

  @Mixin private ConfigFile config;

  @Option(
      names = {"-P", "-D"},
      paramLabel = "NAME=VALUE",
      description =
          "A parameter by its own name, such as -Paudit.seed=1: for those of audits of yours"
              + " (audit.x.…) and of parallel judging (audit.parallel.…), and for messages that"
              + " name one.")
  private Map<String, String> named = new LinkedHashMap<>();

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      defaultValue = "",
      description = "Jars and folders with audits of yours, separated as in a class path.")
  private String classPath;

  @Option(
      names = "--select",
      paramLabel = "AUDITS",
      split = ",",
      description =
          "Which audits are run: classes, packages, or Class#method, in commas. The built-in ones"
              + " need no package. Default: all built-in ones, and all in --classpath.")
  private List<String> selected = new ArrayList<>();

  @Option(
      names = "--tags",
      paramLabel = "EXPRESSION",
      defaultValue = "",
      description =
          "Which leaves are run: a tag expression of the JUnit Platform, such as"
              + " 'block:mid_block & timestep:50'.")
  private String tags;

  private final Map<String, String> options = new TreeMap<>();

  /** Gives the command its options. */
  final void addParameters() {
    ParameterOptions.add(spec, taken(), options);
  }

  /** Returns the parameters that the command sets itself: they are no options of it. */
  Set<String> taken() {
    return Set.of();
  }

  /**
   * Sets the parameters that the command is about.
   *
   * @param parameters all that were given, which are changed
   */
  void set(Map<String, String> parameters) {}

  @Override
  public Integer call() {
    Map<String, String> parameters = parameters();
    set(parameters);
    return run(parameters).code();
  }

  /**
   * Runs the command.
   *
   * @param parameters the parameters of the run
   */
  ExitCode run(Map<String, String> parameters) {
    return launch().run(parameters);
  }

  /** Makes the launch of the audits that were selected. */
  final AuditLaunch launch() {
    return new AuditLaunch(AuditSelection.of(classPath, selected, tags), program(), taken());
  }

  /** Returns the arguments of the command that are no options. */
  List<String> arguments() {
    return List.of();
  }

  /** The command that runs the same audits, without the parameters of the run. */
  private String program() {
    List<String> words = new ArrayList<>(List.of("plumbline", spec.name()));
    arguments().forEach(argument -> words.add(quoted(argument)));
    add(words, "--classpath", classPath);
    add(words, "--select", String.join(",", selected));
    add(words, "--tags", tags);
    return String.join(" ", words);
  }

  private static void add(List<String> words, String option, String value) {
    if (!value.isBlank()) {
      words.add(option + "=" + quoted(value));
    }
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+#-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>(config.read());
    for (Map.Entry<String, String> entry : named.entrySet()) {
      String name = entry.getKey();
      ParameterFile.refuseUnknown(name, "-P");
      if (taken().contains(name)) {
        throw new UserError("-P " + name + ": " + spec.name() + " sets it itself; leave it out.");
      }
      if (options.containsKey(name)) {
        throw new UserError(
            "-P " + name + " and " + DocumentedParameter.option(name) + ": give one of the two.");
      }
      parameters.put(name, entry.getValue());
    }
    parameters.putAll(options);
    return parameters;
  }
}
