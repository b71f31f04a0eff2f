package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.cli.run.ExitCode;
import dev.plumbline.cli.run.ReportSummary;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes what a finished run measured a baseline, without measuring it again. */
@Command(
    name = "promote",
    description =
        "Copies what the last run measured to a folder of baselines. A run that was red is refused.",
    footer = {
      "  plumbline audit --checkpoint mine=models/sd15 --folds 5",
      "  plumbline promote baselines"
    })
final class PromoteCommand implements Callable<Integer> {

  private static final List<String> GOOD = List.of("passed", "nothing-to-compare");

  @Mixin private ConfigFile config;

  @Option(
      names = "--report-dir",
      paramLabel = "FOLDER",
      description = "The report folder of the run. Default: as for audit.")
  private String report;

  @Option(names = "--force", description = "Promote the run whatever its verdict is.")
  private boolean isForced;

  @Parameters(paramLabel = "FOLDER", description = "Where the baselines go.")
  private Path folder;

  @Override
  public Integer call() {
    Map<String, String> parameters = new TreeMap<>(config.read());
    if (report != null) {
      parameters.put(AuditParameters.REPORT_DIR, report);
    }
    Path finished = ReportSummary.folder(parameters);
    refuseBad(finished);
    List<Path> files = files(finished.resolve("baseline"));
    if (files.isEmpty()) {
      throw new UserError(
          "There is no baseline in " + finished + ": run audit, and promote that run.");
    }
    files.forEach(this::copy);
    return ExitCode.DONE.code();
  }

  private void refuseBad(Path finished) {
    String verdict =
        ReportSummary.read(finished)
            .map(ReportSummary::verdict)
            .orElseThrow(
                () ->
                    new UserError(
                        "There is no finished run in "
                            + finished
                            + " (no summary.json): run audit, or name its folder with --report-dir."));
    if (!isForced && !GOOD.contains(verdict)) {
      throw new UserError(
          String.format(
              "The run in %s is not one to be held against: its verdict is %s. Put right what is"
                  + " wrong and run again, or give --force.",
              finished, verdict));
    }
  }

  private static List<Path> files(Path baselines) {
    if (!Files.isDirectory(baselines)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(baselines)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw UserError.unreadable(baselines, e);
    }
  }

  private void copy(Path file) {
    Path target = folder.resolve(file.getFileName());
    try {
      Files.createDirectories(folder);
      AtomicFile.write(target, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BrokenException(
          target + " cannot be written (" + e + "). Name a folder that can.", e);
    }
    System.out.println(target);
  }
}
