package dev.plumbline.engine.config;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.plan.Glob;
import java.util.List;
import java.util.Optional;

/**
 * Which layers and timesteps audits are run on. What a parameter names goes before what the tier
 * chooses.
 *
 * @param tier how much a run looks at where no parameter says it
 * @param timestepsGiven the timesteps that a parameter names, if one does
 * @param layersGiven the globs that a parameter names, if one does
 */
record Coverage(
    Tier tier, Optional<List<Integer>> timestepsGiven, Optional<List<Glob>> layersGiven) {

  List<Integer> timesteps(List<Integer> own) {
    return timestepsGiven.orElseGet(() -> tier.timesteps(own));
  }

  List<LayerName> layers(List<LayerName> own) {
    return layersGiven
        .map(globs -> own.stream().filter(name -> Glob.anyMatches(globs, name)).toList())
        .orElseGet(() -> tier.layers(own));
  }

  /** Says in a line what is covered, and what of it the tier does not decide. */
  String describe(int samples) {
    return String.format(
        "tier %s: %s, %s, %s",
        tier.label(),
        layersGiven.isPresent() ? "layers by audit.layers" : tier.whichLayers(),
        timestepsGiven.isPresent() ? "timesteps by audit.timesteps" : tier.whichTimesteps(),
        samples == Integer.MAX_VALUE ? "all images" : "up to " + samples + " images");
  }
}
