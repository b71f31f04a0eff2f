package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.plan.Sha256;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The noise schedule of a denoising diffusion model: x_t = {@link #signal}(t) · x_0 + {@link
 * #noise}(t) · ε for training timesteps t in [0, T).
 */
public final class NoiseSchedule {

  private static final int LARGEST_T = 1_000_000;
  private static final String FLOW_PREDICTION = "flow_prediction";
  private static final String SUPPORTED =
      "\"linear\", \"scaled_linear\", \"squaredcos_cap_v2\" and a list \"trained_betas\"";

  /** ᾱ_t, the share of the signal's variance that is left at t. */
  private final double[] alphaBar;

  private final List<String> doubts;

  private NoiseSchedule(double[] betas, boolean zeroTerminalSnr) {
    doubts = ScheduleDoubts.of(betas);
    alphaBar = new double[betas.length];
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      product *= 1 - betas[t];
      alphaBar[t] = product;
    }
    if (zeroTerminalSnr) {
      rescaleToZeroTerminalSnr(alphaBar);
    }
  }

  /**
   * Reads a schedule from a diffusers scheduler's config.
   *
   * @param schedulerConfigJson the pipeline's {@code scheduler/scheduler_config.json}
   * @return the schedule
   * @throws UserError if the file cannot be read or its schedule is not supported
   */
  static NoiseSchedule read(Path schedulerConfigJson) {
    return of(JsonFile.read(schedulerConfigJson));
  }

  /** Makes a schedule from a config that was read. */
  static NoiseSchedule of(JsonFile config) {
    refuseOtherMixtures(config);
    double[] betas = config.numbers("trained_betas").orElseGet(() -> namedBetas(config));
    int timesteps = config.integer("num_train_timesteps").orElse(betas.length);
    if (timesteps != betas.length) {
      throw new UserError(
          String.format(
              "In %s, \"num_train_timesteps\" is %d, and \"trained_betas\" has %d values: they must"
                  + " be as many.",
              config.file(), timesteps, betas.length));
    }
    for (double beta : betas) {
      if (!(beta >= 0 && beta <= 1)) {
        throw new UserError(
            String.format(
                "In %s, the noise schedule has a beta of %s: betas are between 0 and 1.",
                config.file(), beta));
      }
    }
    ScheduleDoubts.refuse(config.file(), betas);
    return new NoiseSchedule(betas, config.flag("rescale_betas_zero_snr"));
  }

  /**
   * The schedule of Stable Diffusion 1.x and 2.x: {@code scaled_linear} from 0.00085 to 0.012 over
   * 1000 timesteps.
   *
   * @return the schedule
   */
  static NoiseSchedule stableDiffusion() {
    return new NoiseSchedule(scaledLinear(0.00085, 0.012, 1000), false);
  }

  /** What of the schedule speaks against its being what a model was trained with: clauses. */
  List<String> doubts() {
    return doubts;
  }

  /**
   * The number of training timesteps, T.
   *
   * @return T
   */
  public int trainTimesteps() {
    return alphaBar.length;
  }

  /**
   * What the clean latent is multiplied by: √ᾱ_t.
   *
   * @param t the training timestep
   * @return √ᾱ_t
   * @throws UserError if t is not in [0, T)
   */
  public double signal(int t) {
    return Math.sqrt(alphaBar(t));
  }

  /**
   * What the standard normal noise is multiplied by: √(1−ᾱ_t).
   *
   * @param t the training timestep
   * @return √(1−ᾱ_t)
   * @throws UserError if t is not in [0, T)
   */
  public double noise(int t) {
    return Math.sqrt(1 - alphaBar(t));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseSchedule schedule && Arrays.equals(alphaBar, schedule.alphaBar);
  }

  /** Returns a hash of the schedule, in single precision: cosines differ between machines. */
  public String sha256() {
    float[] rounded = new float[alphaBar.length];
    for (int t = 0; t < rounded.length; t++) {
      rounded[t] = (float) alphaBar[t];
    }
    return Sha256.ofFloats(rounded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(alphaBar);
  }

  private double alphaBar(int t) {
    if (t < 0 || t >= alphaBar.length) {
      throw new UserError(
          String.format(
              "Timestep %d is not one of this checkpoint's: give timesteps from 0 to %d in"
                  + " -Daudit.timesteps.",
              t, alphaBar.length - 1));
    }
    return alphaBar[t];
  }

  /** Refuses what has betas in its config and yet mixes signal and noise by another rule. */
  private static void refuseOtherMixtures(JsonFile config) {
    Optional<String> reason = Optional.empty();
    if (config.flag("use_flow_sigmas")) {
      reason = Optional.of("\"use_flow_sigmas\" is true");
    } else if (config.text("prediction_type").filter(FLOW_PREDICTION::equals).isPresent()) {
      reason = Optional.of("\"prediction_type\" is \"" + FLOW_PREDICTION + "\"");
    } else if (config.number("snr_shift_scale").orElse(1) != 1) {
      reason = Optional.of("\"snr_shift_scale\" is not 1");
    }
    reason.ifPresent(
        why -> {
          throw new UserError(
              String.format(
                  "In %s, %s: this model mixes signal and noise by another rule than its betas"
                      + " say. Only denoising diffusion schedules can be audited (%s).",
                  config.file(), why, SUPPORTED));
        });
  }

  private static double[] namedBetas(JsonFile config) {
    // Without this key the file is of another kind of scheduler (flow matching, EDM), for which
    // x_t is another mixture: a default would measure the wrong thing in silence.
    String schedule =
        config
            .text("beta_schedule")
            .orElseThrow(
                () ->
                    new UserError(
                        String.format(
                            "The file %s%s has no \"beta_schedule\": only denoising diffusion"
                                + " schedules can be audited (%s).",
                            config.file(),
                            config.text("_class_name").map(name -> " of a " + name).orElse(""),
                            SUPPORTED)));
    int timesteps = config.integer("num_train_timesteps").orElse(1000);
    if (timesteps < 1 || timesteps > LARGEST_T) {
      throw new UserError(
          String.format(
              "In %s, \"num_train_timesteps\" is %d; it must be between 1 and %d.",
              config.file(), timesteps, LARGEST_T));
    }
    return switch (schedule) {
      case "linear" ->
          linear(required(config, "beta_start"), required(config, "beta_end"), timesteps);
      case "scaled_linear" ->
          scaledLinear(required(config, "beta_start"), required(config, "beta_end"), timesteps);
      case "squaredcos_cap_v2" -> squaredCosine(timesteps);
      default ->
          throw new UserError(
              String.format(
                  "In %s, the noise schedule is \"%s\"; supported are %s.",
                  config.file(), schedule, SUPPORTED));
    };
  }

  private static double required(JsonFile config, String key) {
    OptionalDouble number = config.number(key);
    return number.orElseThrow(
        () ->
            new UserError(
                String.format(
                    "The file %s has no \"%s\", which its noise schedule needs.",
                    config.file(), key)));
  }

  private static double[] linear(double first, double last, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = count == 1 ? first : first + (last - first) * i / (count - 1);
    }
    return values;
  }

  private static double[] scaledLinear(double first, double last, int count) {
    double[] roots = linear(Math.sqrt(first), Math.sqrt(last), count);
    for (int i = 0; i < count; i++) {
      roots[i] *= roots[i];
    }
    return roots;
  }

  /** Nichol and Dhariwal's cosine schedule, its betas capped at 0.999. */
  private static double[] squaredCosine(int count) {
    double[] betas = new double[count];
    for (int i = 0; i < count; i++) {
      double before = cosineAlphaBar((double) i / count);
      double after = cosineAlphaBar((i + 1.0) / count);
      betas[i] = Math.min(1 - after / before, 0.999);
    }
    return betas;
  }

  private static double cosineAlphaBar(double time) {
    double cosine = StrictMath.cos((time + 0.008) / 1.008 * Math.PI / 2);
    return cosine * cosine;
  }

  /**
   * Shifts and scales √ᾱ so that the last timestep is pure noise and the first stays as it was (Lin
   * et al. 2024, "Common diffusion noise schedules and sample steps are flawed").
   */
  private static void rescaleToZeroTerminalSnr(double[] alphaBar) {
    double first = Math.sqrt(alphaBar[0]);
    double last = Math.sqrt(alphaBar[alphaBar.length - 1]);
    if (first == last) {
      return;
    }
    for (int t = 0; t < alphaBar.length; t++) {
      double root = (Math.sqrt(alphaBar[t]) - last) * first / (first - last);
      alphaBar[t] = root * root;
    }
  }
}
