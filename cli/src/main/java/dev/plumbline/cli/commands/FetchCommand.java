package dev.plumbline.cli.commands;

import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.cli.run.ExitCode;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings checkpoints here. */
@Command(
    name = "fetch",
    description =
        "Downloads those files of checkpoints that audits read, and prints where they lie, a line"
            + " each: from the Hugging Face hub (hf://), from web servers (https://) and from object"
            + " stores (s3://). What is here already is not downloaded again.",
    footer = {
      "  plumbline fetch hf://org/name",
      "  plumbline fetch hf://org/name@v1.0/onnx s3://bucket/models/sd15",
      "  plumbline fetch --offline hf://org/name"
    })
final class FetchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private FetchOptions fetching;

  @Parameters(
      paramLabel = "LOCATION",
      arity = "1..*",
      description =
          "hf://org/name@revision/folder, https://… (an .onnx file, a zip, tar, tar.gz) or"
              + " s3://bucket/key, with NAME= before it or not.")
  private List<String> locations;

  @Override
  public Integer call() {
    List<CheckpointSpec> checkpoints = locations.stream().map(FetchCommand::located).toList();
    CheckpointFetcher.Settings settings = fetching.settings();
    ExitCode code = ExitCode.DONE;
    for (CheckpointSpec checkpoint : checkpoints) {
      try {
        CheckpointSpec local = FetchOptions.local(checkpoint, settings);
        CheckpointFiles.resolve(local);
        System.out.println(local.path());
      } catch (UserError e) {
        spec.commandLine()
            .getErr()
            .println(spec.commandLine().getColorScheme().errorText("plumbline: " + e.getMessage()));
        spec.commandLine().getErr().flush();
        code = ExitCode.BROKEN;
      }
    }
    return code.code();
  }

  private static CheckpointSpec located(String text) {
    CheckpointSpec checkpoint = CheckpointSpec.parse(text, Path::of);
    if (checkpoint.remote().isEmpty()) {
      throw new UserError(
          text + " is no location to fetch from: expected hf://…, https://… or s3://….");
    }
    return checkpoint;
  }
}
