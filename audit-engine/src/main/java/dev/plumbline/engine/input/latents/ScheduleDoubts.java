package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What of a noise schedule speaks against its being what a model was trained with. β_t is the share
 * of the variance that becomes noise at t: it is above 0, below 1, and grows.
 */
final class ScheduleDoubts {

  /** What is left of the picture's variance at the last timestep; of published schedules 0.005. */
  private static final double LEFT_AT_MOST = 0.5;

  private ScheduleDoubts() {}

  /**
   * Refuses a schedule with which every timestep shows the same.
   *
   * @param file where it is from, for messages
   * @param betas its betas, from 0 to 1
   * @throws UserError if nothing is ever left of the picture
   */
  static void refuse(Path file, double[] betas) {
    if (betas[0] == 1) {
      throw new UserError(
          String.format(
              "In %s, the noise schedule has a beta of 1 at its first timestep: nothing is left of"
                  + " the picture at any. Betas are between 0 and 1, such as 0.00085 to 0.012.",
              file));
    }
  }

  /** Returns what is doubtful of betas from 0 to 1, as clauses; none of usual ones. */
  static List<String> of(double[] betas) {
    List<String> doubts = new ArrayList<>();
    first(betas, t -> betas[t] == 0)
        .ifPresent(t -> doubts.add("beta is 0 at timestep " + t + ", where no noise is added"));
    first(betas, t -> betas[t] == 1 && t < betas.length - 1)
        .ifPresent(
            t -> doubts.add("beta is 1 at timestep " + t + ": from there on no picture is left"));
    first(betas, t -> t > 0 && betas[t] < betas[t - 1])
        .ifPresent(t -> doubts.add("betas fall at timestep " + t + ", and usually grow"));
    double left = 1;
    for (double beta : betas) {
      left *= 1 - beta;
    }
    if (left > LEFT_AT_MOST) {
      doubts.add(
          String.format(
              Locale.ROOT,
              "%.0f%% of the picture's variance are left at the last timestep, which usually is"
                  + " noise alone",
              100 * left));
    }
    return doubts;
  }

  private static OptionalInt first(double[] betas, IntPredicate isSo) {
    return IntStream.range(0, betas.length).filter(isSo).findFirst();
  }
}
