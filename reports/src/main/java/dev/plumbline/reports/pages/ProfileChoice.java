package dev.plumbline.reports.pages;

import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.results.Violated;
import java.util.List;
import java.util.Optional;

/** Which profile is looked at first. */
public final class ProfileChoice {

  private ProfileChoice() {}

  /**
   * Returns the profile in which what failed worst is to be seen: of its checkpoint at its
   * timestep. Where nothing failed, the first.
   *
   * @param run what the run came to
   * @param profiles the profiles there are
   */
  public static Optional<Gallery.Picture> first(RunResults run, List<Gallery.Picture> profiles) {
    List<Violated> worst = Violated.of(run);
    return worst.stream()
        .flatMap(one -> profiles.stream().filter(profile -> isOf(profile, one)))
        .filter(profile -> profile.violations() > 0)
        .findFirst()
        .or(
            () ->
                worst.stream()
                    .flatMap(one -> profiles.stream().filter(profile -> isOf(profile, one)))
                    .findFirst())
        .or(() -> profiles.stream().findFirst());
  }

  private static boolean isOf(Gallery.Picture profile, Violated violated) {
    return profile.checkpoint().equals(violated.metric().checkpoint())
        && profile.timestep().orElse(-1) == violated.metric().timestep();
  }
}
