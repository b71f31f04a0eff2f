package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.Inputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads whether a run only encodes its inputs, and refuses what such a run would not do. */
final class EncodeReader {

  private final ParameterReader reader;
  private final Inputs inputs;
  private final GateSettings gate;

  EncodeReader(ParameterReader reader, Inputs inputs, GateSettings gate) {
    this.reader = reader;
    this.inputs = inputs;
    this.gate = gate;
  }

  /** Returns the folder that inputs are to be written to, in a run that audits nothing. */
  Optional<Path> read() {
    Optional<Path> folder = reader.get(AuditParameters.ENCODE).map(reader::resolve);
    folder.ifPresent(this::inspect);
    return folder;
  }

  private void inspect(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      reader.problem(
          ParameterReader.bad(AuditParameters.ENCODE, folder.toString(), "it is not a folder"));
    }
    if (inputs.latents().isPresent()) {
      reader.problem(
          AuditParameters.ENCODE
              + " makes latents of images, and "
              + AuditParameters.LATENTS
              + " gives latents: leave out one of the two");
    }
    if (gate.bounds().isPresent()) {
      refuse(AuditParameters.BOUNDS);
    }
    if (gate.usesBaselines()) {
      refuse(AuditParameters.BASELINE);
    }
    if (gate.frozen().isPresent()) {
      refuse(AuditParameters.FROZEN);
    }
  }

  private void refuse(String parameter) {
    reader.problem(
        AuditParameters.ENCODE
            + " audits nothing, so "
            + parameter
            + " would not be asked: encode in a run of its own");
  }
}
