package dev.plumbline.engine.judge;

/**
 * What the checks of a leaf are held against, and what becomes of those that cannot be decided.
 *
 * @param bounds what metrics are held against
 * @param references what relative bounds refer to
 * @param comparisons decides what is held against references
 * @param inconclusive what becomes of a check that cannot be decided
 * @param frozen violations that are accepted
 * @param early when the leaf was decided, in a run that decides leaves before all images are seen
 */
public record LeafRules(
    LeafBounds bounds,
    References references,
    Comparisons comparisons,
    Inconclusive inconclusive,
    FrozenViolations frozen,
    EarlyEnd early) {}
