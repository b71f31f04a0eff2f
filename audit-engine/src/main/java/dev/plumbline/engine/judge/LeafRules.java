package dev.plumbline.engine.judge;

import java.util.List;

/**
 * What the checks of a leaf are held against, and what becomes of those that cannot be decided.
 *
 * @param bounds where bounds come from, those that go over others first
 * @param references what relative bounds refer to
 * @param comparisons decides what is held against references
 * @param inconclusive what becomes of a check that cannot be decided
 * @param frozen violations that are accepted
 * @param early when the leaf was decided, in a run that decides leaves before all images are seen
 */
public record LeafRules(
    List<? extends BoundSource> bounds,
    References references,
    Comparisons comparisons,
    Inconclusive inconclusive,
    FrozenViolations frozen,
    EarlyEnd early) {

  /** Copies the list of bounds. */
  public LeafRules {
    bounds = List.copyOf(bounds);
  }
}
