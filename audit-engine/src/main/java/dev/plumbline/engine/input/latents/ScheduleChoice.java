package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.files.JsonFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which noise schedule a U-Net is run with. The metadata of encoded latents carry the part of the
 * pipeline's scheduler config that says it.
 */
public final class ScheduleChoice {

  private static final String METADATA_KEY = "scheduler";

  /** The keys of a scheduler's config that say which schedule it is. */
  private static final List<String> CONFIG_KEYS =
      List.of(
          "_class_name",
          "beta_schedule",
          "beta_start",
          "beta_end",
          "num_train_timesteps",
          "trained_betas",
          "rescale_betas_zero_snr");

  private ScheduleChoice() {}

  /**
   * Chooses the schedule: the pipeline's, or the one that was noted with encoded latents, or Stable
   * Diffusion's, of which it warns.
   *
   * @param schedulerConfig the pipeline's {@code scheduler_config.json}
   * @param latents the file of latents that the user gave
   * @param warnings told if a schedule is assumed, or is an unlikely one
   * @throws dev.plumbline.engine.plan.UserError if a config cannot be read or its schedule is not
   *     supported
   */
  public static NoiseSchedule of(
      Optional<Path> schedulerConfig, Optional<Path> latents, Consumer<String> warnings) {
    Optional<NoiseSchedule> known =
        schedulerConfig.map(NoiseSchedule::read).or(() -> latents.flatMap(ScheduleChoice::noted));
    if (known.isPresent()) {
      List<String> doubts = known.get().doubts();
      if (!doubts.isEmpty()) {
        warnings.accept(
            String.format(
                "The noise schedule in %s is an unlikely one: %s. Check that it is the model's.",
                schedulerConfig.or(() -> latents).orElseThrow(), String.join("; ", doubts)));
      }
      return known.get();
    }
    warnings.accept(
        "This checkpoint has no scheduler config: Stable Diffusion's noise schedule is assumed"
            + " (scaled_linear from 0.00085 to 0.012 over 1000 timesteps).");
    return NoiseSchedule.stableDiffusion();
  }

  private static Optional<NoiseSchedule> noted(Path latents) {
    return Optional.ofNullable(ArrayFile.metadata(latents).get(METADATA_KEY))
        .map(config -> NoiseSchedule.of(JsonFile.parse(latents, config)));
  }

  /**
   * Returns the metadata that note a schedule with encoded latents.
   *
   * @param schedulerConfig the {@code scheduler_config.json} that it is read from
   */
  public static Map<String, String> metadata(Path schedulerConfig) {
    return Map.of(METADATA_KEY, JsonFile.read(schedulerConfig).only(CONFIG_KEYS));
  }
}
