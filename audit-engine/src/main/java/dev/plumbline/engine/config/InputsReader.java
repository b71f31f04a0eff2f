package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads what the networks of a run are fed with. */
final class InputsReader {

  private static final long DEFAULT_SEED = 42;

  private final ParameterReader reader;
  private final Optional<BundledInputs> bundled;
  private final Tier tier;

  InputsReader(ParameterReader reader, Optional<BundledInputs> bundled, Tier tier) {
    this.reader = reader;
    this.bundled = bundled;
    this.tier = tier;
  }

  Inputs read() {
    return new Inputs(
        readImages(),
        reader.file(AuditParameters.LATENTS),
        reader.read(AuditParameters.SAMPLES, ParameterValues::positive).orElse(tier.samples()),
        reader.read(AuditParameters.SEED, ParameterValues::integer).orElse(DEFAULT_SEED),
        readNoise(),
        reader.file(AuditParameters.PROMPT),
        reader
            .read(AuditParameters.SPLIT, text -> ParameterValues.oneOf(text, "hash", "tail"))
            .map(text -> Split.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(Split.HASH),
        reader.file(AuditParameters.PROMPT_POOLED),
        reader.read(AuditParameters.FOLDS, ParameterValues::positive).orElse(1));
  }

  private Path readImages() {
    Optional<Path> folder = reader.get(AuditParameters.IMAGES).map(reader::resolve);
    if (folder.isPresent() || bundled.isEmpty()) {
      return folder.orElse(reader.resolve("images"));
    }
    try {
      return bundled.get().images();
    } catch (IOException e) {
      reader.problem("The bundled photographs cannot be unpacked: " + e.getMessage());
      return reader.resolve("images");
    }
  }

  private Inputs.Noise readNoise() {
    String text = reader.get(AuditParameters.NOISE).orElse("independent");
    return switch (text) {
      case "independent" -> new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, Optional.empty());
      case "shared" -> new Inputs.Noise(Inputs.Noise.Kind.SHARED, Optional.empty());
      default -> {
        if (!Files.isRegularFile(reader.resolve(text))) {
          reader.problem(
              ParameterReader.bad(
                  AuditParameters.NOISE,
                  text,
                  "expected independent, shared or an existing .npy file"));
        }
        yield new Inputs.Noise(Inputs.Noise.Kind.FILE, Optional.of(reader.resolve(text)));
      }
    };
  }
}
