package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.io.IOException;
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
      CheckpointSpec spec = CheckpointSpec.parse(part.strip(), reader::resolve);
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
}
