package dev.plumbline.engine.config;

import dev.plumbline.api.Fidelity;
import dev.plumbline.engine.judge.Inconclusive;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run's metrics are held against, and how strictly.
 *
 * @param bounds the user's bounds file, if any
 * @param errorRate the rate at which comparisons may err
 * @param decidedShare the share of an audit's leaves that has to be decided
 * @param inconclusive what becomes of a leaf of which nothing can be said for sure
 * @param baseline the baselines, if any
 * @param frozen the violations that are accepted, if any are
 * @param early whether leaves may be decided before all images are seen
 * @param suggestion the bounds to suggest, in a run that audits nothing
 * @param fidelity how faithful checkpoints have to be to their parent or baseline, if that is asked
 * @param isFidelityGiven whether the user said so
 */
public record GateSettings(
    Optional<Path> bounds,
    double errorRate,
    double decidedShare,
    Inconclusive inconclusive,
    Optional<BaselineSettings> baseline,
    Optional<FrozenSettings> frozen,
    boolean early,
    Optional<SuggestionSettings> suggestion,
    Optional<Fidelity> fidelity,
    boolean isFidelityGiven) {

  /** Tells whether baselines are used in some way. */
  boolean usesBaselines() {
    return baseline.filter(settings -> settings.mode() != BaselineSettings.Mode.OFF).isPresent();
  }
}
