package dev.plumbline.cli.commands;

import dev.plumbline.cli.doctor.Examination;
import dev.plumbline.cli.doctor.Finding;
import dev.plumbline.cli.run.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what may keep audits from running on this machine. */
@Command(
    name = "doctor",
    description =
        "Says what may keep audits from running on this machine, and what to do about it: Java,"
            + " memory, the temporary folder, ONNX Runtime and its providers, telemetry, Docker. A"
            + " note is of something that most runs do without.",
    footer = {"  plumbline doctor"})
final class DoctorCommand implements Callable<Integer>, UsesOnnxRuntime {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    List<Finding> findings = Examination.findings().peek(one -> print(one, ansi)).toList();
    long problems = findings.stream().filter(one -> one.grade() == Finding.Grade.PROBLEM).count();
    System.out.println(
        problems == 0
            ? "Audits can run here."
            : problems + (problems == 1 ? " problem." : " problems."));
    return (problems == 0 ? ExitCode.DONE : ExitCode.BROKEN).code();
  }

  private static void print(Finding finding, Ansi ansi) {
    String style =
        switch (finding.grade()) {
          case OK -> "green";
          case NOTE -> "yellow";
          case PROBLEM -> "bold,red";
        };
    String grade = String.format(Locale.ROOT, "%-7s", finding.grade().label());
    System.out.printf(
        "%s  %-16s  %s%n",
        ansi.string("@|" + style + " " + grade + "|@"), finding.about(), finding.text());
    if (!finding.remedy().isEmpty()) {
      System.out.printf("%-27s%s%n", "", "-> " + finding.remedy());
    }
  }
}
