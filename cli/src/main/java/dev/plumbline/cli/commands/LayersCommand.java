package dev.plumbline.cli.commands;

import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.cli.run.ExitCode;
import dev.plumbline.cli.terminal.TextTable;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the layers of checkpoints. */
@Command(
    name = "layers",
    description =
        "Prints the layers that are found in checkpoints, in the order in which data flows through"
            + " them: the names that --layers takes. Graphs are read, nothing is run.",
    footer = {"  plumbline layers models/sd15", "  plumbline layers --csv mine=models/sd15/unet"})
final class LayersCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private FetchOptions fetching;

  @Option(names = "--csv", description = "Print comma-separated values.")
  private boolean isCsv;

  @Parameters(
      paramLabel = "CHECKPOINT",
      arity = "1..*",
      description =
          "A pipeline folder, a U-Net folder or an .onnx file, or a location as fetch takes it, with"
              + " NAME= before it or not.")
  private List<String> checkpoints;

  @Override
  public Integer call() {
    CheckpointFetcher.Settings settings = fetching.settings();
    ExitCode code = ExitCode.DONE;
    if (isCsv) {
      System.out.println("checkpoint,layer,kind,channels,height,width");
    }
    for (String text : checkpoints) {
      CheckpointSpec checkpoint =
          CheckpointSpec.parse(text, path -> Path.of(path).toAbsolutePath().normalize());
      try {
        FoundLayers found = FoundLayers.of(FetchOptions.local(checkpoint, settings));
        print(checkpoint, found);
        code = found.refused().isEmpty() ? code : ExitCode.BROKEN;
      } catch (UserError e) {
        complain(e.getMessage());
        code = ExitCode.BROKEN;
      }
    }
    return code.code();
  }

  private void print(CheckpointSpec checkpoint, FoundLayers found) {
    if (isCsv) {
      found
          .layers()
          .forEach(layer -> System.out.println(quoted(checkpoint.name()) + "," + layer.csv()));
    } else {
      System.out.printf("%s: %d layers%n", checkpoint.name(), found.layers().size());
      TextTable table = new TextTable().row("LAYER", "KIND", "CHANNELS", "TOKENS");
      found
          .layers()
          .forEach(
              layer ->
                  table.row(
                      layer.name().path(), layer.kind(), layer.channelsShown(), layer.tokens()));
      table.lines().forEach(System.out::println);
    }
    found.refused().forEach((layer, reason) -> complain(layer + " cannot be located: " + reason));
  }

  private void complain(String message) {
    spec.commandLine()
        .getErr()
        .println(spec.commandLine().getColorScheme().errorText("plumbline: " + message));
    spec.commandLine().getErr().flush();
  }

  private static String quoted(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
