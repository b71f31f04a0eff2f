package dev.plumbline.engine.measure.source;

import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.input.latents.AddedConditioning;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;

/** Finds the sizes of what else a U-Net is conditioned on, in its graph or in its config. */
final class AddedInputs {

  private static final int SDXL_TIME_IDS = 6;
  private static final Set<Integer> TIME_ID_COUNTS = Set.of(5, SDXL_TIME_IDS);

  private AddedInputs() {}

  static AddedConditioning of(NetworkInterface network, Path file, JsonFile config) {
    return new AddedConditioning(
        network.textEmbeds().isPresent(),
        network.pooledWidth(),
        network.timeIds().isPresent() ? timeIds(network, file, config) : 0,
        network.timestepCond().isPresent() ? guidance(network, file, config) : 0);
  }

  private static int timeIds(NetworkInterface network, Path file, JsonFile config) {
    int count =
        CheckpointOnDisk.first(network.timeIdCount(), configured(network, config))
            .orElse(SDXL_TIME_IDS);
    if (!TIME_ID_COUNTS.contains(count)) {
      throw new UserError(
          String.format(
              "%s takes %d time_ids; what can be supplied are SDXL's 6 (original size, crop, target"
                  + " size) and its refiner's 5 (original size, crop, aesthetic score). Export the"
                  + " U-Net of such a pipeline.",
              file, count));
    }
    return count;
  }

  /** The config has the width of pooled embeddings and embedded time ids together. */
  private static OptionalInt configured(NetworkInterface network, JsonFile config) {
    OptionalInt together =
        CheckpointOnDisk.integer(config, "projection_class_embeddings_input_dim");
    OptionalInt each = CheckpointOnDisk.integer(config, "addition_time_embed_dim");
    OptionalInt pooled = network.pooledWidth();
    if (together.isEmpty() || each.isEmpty() || each.getAsInt() < 1 || pooled.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((together.getAsInt() - pooled.getAsInt()) / each.getAsInt());
  }

  private static int guidance(NetworkInterface network, Path file, JsonFile config) {
    return CheckpointOnDisk.first(
            network.guidanceWidth(), CheckpointOnDisk.integer(config, "time_cond_proj_dim"))
        .orElseThrow(
            () ->
                new UserError(
                    file
                        + " takes timestep_cond, an embedding of the guidance scale, and nothing"
                        + " says how wide: put \"time_cond_proj_dim\" into the U-Net's config.json,"
                        + " or export it with that width."));
  }
}
