package dev.plumbline.mutations;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Split;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint of which mutants are made.
 *
 * @param name its name in reports
 * @param pipeline its pipeline folder
 * @param prompt a file of prompt embeddings, where the pipeline has no text encoder
 * @param reexports folders with other exports of the same weights
 */
record Network(String name, Path pipeline, Optional<Path> prompt, List<Path> reexports) {

  /** Where a pipeline folder has its U-Net. */
  static final String UNET = "unet/model.onnx";

  /** Where it has its noise schedule. */
  static final String SCHEDULER = "scheduler/scheduler_config.json";

  private static final int ALL = 100_000;

  /** Copies the list. */
  Network {
    reexports = List.copyOf(reexports);
  }

  Path unet() {
    return pipeline.resolve(UNET);
  }

  /**
   * Returns the parameters of an audit run.
   *
   * @param checkpoint the parent or a mutant
   * @param latents what it is run on
   */
  Map<String, String> parameters(Path checkpoint, Path latents) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put(AuditParameters.CHECKPOINT, name + "=" + checkpoint);
    parameters.put(AuditParameters.LATENTS, latents.toString());
    prompt.ifPresent(file -> parameters.put(AuditParameters.PROMPT, file.toString()));
    return parameters;
  }

  /** Returns the same inputs for sessions without heads. */
  Inputs inputs(Path latents, long seed) {
    return new Inputs(
        latents,
        Optional.of(latents),
        ALL,
        seed,
        new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, Optional.empty()),
        prompt,
        Split.HASH,
        Optional.empty(),
        1);
  }
}
