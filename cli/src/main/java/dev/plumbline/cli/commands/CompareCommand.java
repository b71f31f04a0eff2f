package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.cli.run.AuditLaunch;
import dev.plumbline.cli.run.ExitCode;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.CheckpointSpec.Remote;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Holds one checkpoint against another. */
@Command(
    name = "compare",
    description =
        "Holds checkpoint B against checkpoint A, on the same inputs: measures both, takes A for a"
            + " baseline that is kept nowhere, and reports both side by side. B is red where it is"
            + " worse by more than the margin and by more than chance.",
    footer = {
      "  plumbline compare models/sd15 models/sd15-tuned",
      "  plumbline compare before=a.onnx after=b.onnx --latents l.safetensors --prompt p.safetensors"
    })
final class CompareCommand extends AuditingCommand {

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "The checkpoint that is trusted, with NAME= before it or not.")
  private String first;

  @Parameters(
      index = "1",
      paramLabel = "B",
      description = "The checkpoint that is held against it.")
  private String second;

  @Override
  Set<String> taken() {
    return Set.of(
        AuditParameters.CHECKPOINT,
        AuditParameters.BASELINE,
        AuditParameters.BASELINE_MODE,
        AuditParameters.PARENT,
        AuditParameters.WORK_DIR,
        AuditParameters.SHARD,
        AuditParameters.MERGE,
        AuditParameters.ENCODE,
        AuditParameters.SUGGEST,
        AuditParameters.DRY_RUN,
        AuditParameters.EARLY,
        AuditParameters.DUMP,
        AuditParameters.FROZEN_MODE);
  }

  @Override
  List<String> arguments() {
    return List.of(first, second);
  }

  @Override
  ExitCode run(Map<String, String> parameters) {
    CheckpointSpec a = checkpoint(first, parameters);
    CheckpointSpec b = checkpoint(second, parameters);
    if (a.name().equals(b.name())) {
      throw new UserError(
          "Both checkpoints are called '" + a.name() + "': name them, as before=PATH after=PATH.");
    }
    Path parent =
        Path.of(
            parameters.getOrDefault(
                AuditParameters.SPILL_DIR, System.getProperty("java.io.tmpdir")));
    try (TemporaryFolder folder = TemporaryFolder.make(parent, "plumbline-compared-")) {
      return compare(a, b, parameters, folder.path());
    } catch (IOException e) {
      throw new BrokenException(
          "No folder for what is measured can be made in " + parent + " (" + e + ").", e);
    }
  }

  private static CheckpointSpec checkpoint(String text, Map<String, String> parameters) {
    Path base =
        Path.of(parameters.getOrDefault(AuditParameters.BASE_DIR, "").strip()).toAbsolutePath();
    return CheckpointSpec.parse(text, path -> base.resolve(path.strip()).normalize());
  }

  /**
   * Both runs are about the same checkpoints with the same parameters. So the second takes over all
   * that the first measured.
   */
  private ExitCode compare(
      CheckpointSpec a, CheckpointSpec b, Map<String, String> given, Path folder) {
    Path baselines = folder.resolve("baselines");
    Map<String, String> parameters = new TreeMap<>(given);
    parameters.put(
        AuditParameters.CHECKPOINT, a.name() + "=" + where(a) + "," + b.name() + "=" + where(b));
    parameters.put(AuditParameters.PARENT, a.name());
    parameters.put(AuditParameters.WORK_DIR, folder.resolve("measured").toString());
    if (hasEncoders(a, given) && !given.containsKey(AuditParameters.LATENTS)) {
      parameters.putIfAbsent(AuditParameters.INPUTS_FROM, a.name());
    }

    AuditLaunch launch = launch();
    Map<String, String> recording = new TreeMap<>(parameters);
    recording.put(AuditParameters.BASELINE, baselines.toString());
    recording.put(AuditParameters.BASELINE_MODE, "record");
    recording.remove(AuditParameters.BOUNDS);
    recording.remove(AuditParameters.FROZEN);
    ExitCode recorded = launch.runUnreported(recording);
    Path baseline = baselines.resolve(SafeNames.of(a.name()) + ".csv");
    if (!Files.exists(baseline)) {
      return recorded == ExitCode.MISUSED ? recorded : withoutBaseline(a, launch, parameters);
    }

    parameters.put(AuditParameters.BASELINE, baseline.toString());
    return launch.run(parameters, summary -> Changes.print(summary, b.name(), System.out));
  }

  /** What is wrong with A, a plain audit reports. Whatever that comes to, nothing was compared. */
  private static ExitCode withoutBaseline(
      CheckpointSpec a, AuditLaunch launch, Map<String, String> parameters) {
    ExitCode code = launch.run(parameters);
    if (code == ExitCode.DONE) {
      throw new BrokenException(
          "No baseline of "
              + a.name()
              + " could be recorded, so nothing was held against it. Name a folder with room in"
              + " --spill-dir.",
          null);
    }
    return code;
  }

  private static String where(CheckpointSpec checkpoint) {
    return checkpoint.remote().map(Remote::location).orElse(checkpoint.path().toString());
  }

  private static boolean hasEncoders(CheckpointSpec checkpoint, Map<String, String> parameters) {
    try {
      return CheckpointFiles.resolve(
              FetchOptions.local(checkpoint, FetchOptions.settings(parameters)))
          .vaeEncoder()
          .isPresent();
    } catch (UserError e) {
      return false; // which the run says
    }
  }
}
