package dev.plumbline.cli.commands;

import dev.plumbline.cli.parameters.ParameterFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that names a file of parameters. */
final class ConfigFile {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A file of parameters, such as audit.tier=quick, a line each. Default: "
              + ParameterFile.NAME
              + " in the working folder, if it is there. What is given here goes before it.")
  private Path file;

  /** Returns the parameters in the file; none where there is no file. */
  Map<String, String> read() {
    Path inFolder = Path.of(ParameterFile.NAME);
    if (file != null) {
      return ParameterFile.read(file);
    }
    return Files.exists(inFolder) ? ParameterFile.read(inFolder) : Map.of();
  }
}
