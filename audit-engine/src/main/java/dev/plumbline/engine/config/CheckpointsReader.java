package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.SafeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which checkpoints a run audits. */
final class CheckpointsReader {

  private final ParameterReader reader;
  private final Optional<BundledInputs> bundled;

  CheckpointsReader(ParameterReader reader, Optional<BundledInputs> bundled) {
    this.reader = reader;
    this.bundled = bundled;
  }

  List<CheckpointSpec> read() {
    return withInputs(readCheckpoints());
  }

  private List<CheckpointSpec> withInputs(List<CheckpointSpec> specs) {
    Optional<String> from = reader.get(AuditParameters.INPUTS_FROM);
    if (from.isEmpty()) {
      return specs;
    }
    Optional<CheckpointSpec> lender =
        specs.stream().filter(spec -> spec.name().equals(from.get())).findFirst();
    if (lender.isEmpty()) {
      reader.problem(
          ParameterReader.bad(
              AuditParameters.INPUTS_FROM,
              from.get(),
              "expected the name of one of the run's checkpoints: "
                  + String.join(", ", specs.stream().map(CheckpointSpec::name).toList())));
      return specs;
    }
    return specs.stream().map(spec -> spec.withInputsFrom(lender.get())).toList();
  }

  private List<CheckpointSpec> readCheckpoints() {
    Optional<String> list = reader.get(AuditParameters.CHECKPOINT);
    if (list.isEmpty()) {
      return bundledCheckpoint();
    }
    List<CheckpointSpec> specs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : list.get().split(",", -1)) {
      CheckpointSpec spec = checkpoint(part.strip());
      if (part.isBlank() || part.strip().endsWith("=") || spec.name().isEmpty()) {
        reader.problem(
            ParameterReader.bad(
                AuditParameters.CHECKPOINT, list.get(), "expected name=path or a path, in commas"));
      } else if (!names.add(spec.name())) {
        reader.problem(
            ParameterReader.bad(
                AuditParameters.CHECKPOINT,
                list.get(),
                "two checkpoints are called '"
                    + spec.name()
                    + "'; give each a name of its own: name=path"));
      } else {
        specs.add(spec);
      }
    }
    return List.copyOf(specs);
  }

  private List<CheckpointSpec> bundledCheckpoint() {
    if (bundled.isEmpty()) {
      reader.problem(
          AuditParameters.CHECKPOINT
              + " is not set and no checkpoint is bundled; give one with -D"
              + AuditParameters.CHECKPOINT
              + "=name=path");
      return List.of();
    }
    try {
      return List.of(CheckpointSpec.of(bundled.get().checkpointName(), bundled.get().checkpoint()));
    } catch (IOException e) {
      reader.problem("The bundled checkpoint cannot be unpacked: " + e.getMessage());
      return List.of();
    }
  }

  private CheckpointSpec checkpoint(String text) {
    int equals = text.indexOf('=');
    Path path = reader.resolve(text.substring(equals + 1));
    String name = equals < 0 ? nameOf(path) : text.substring(0, equals).strip();
    return CheckpointSpec.of(SafeNames.shown(name), path);
  }

  /** The folder's or file's name; for a file called model.onnx its folder's. */
  private static String nameOf(Path path) {
    String name = fileName(path);
    if (name.equals("model.onnx") && path.getParent() != null) {
      return fileName(path.getParent());
    }
    return name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
  }

  private static String fileName(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString();
  }
}
