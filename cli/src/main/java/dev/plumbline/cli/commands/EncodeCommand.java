package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes what a pipeline's encoders make. */
@Command(
    name = "encode",
    description =
        "Writes the latents of the images and the embeddings of the empty prompt to files, for U-Nets"
            + " that come without encoders. Nothing is audited.",
    footer = {
      "  plumbline encode inputs/sd15 --checkpoint base=models/sd15 --images photographs",
      "  plumbline audit --checkpoint tuned.onnx --latents inputs/sd15/latents.safetensors"
          + " --prompt inputs/sd15/prompt.safetensors"
    })
final class EncodeCommand extends AuditingCommand {

  @Parameters(paramLabel = "FOLDER", description = "Where the files go.")
  private String folder;

  @Override
  Set<String> taken() {
    return Set.of(AuditParameters.ENCODE);
  }

  @Override
  List<String> arguments() {
    return List.of(folder);
  }

  @Override
  void set(Map<String, String> parameters) {
    parameters.put(AuditParameters.ENCODE, folder);
  }
}
