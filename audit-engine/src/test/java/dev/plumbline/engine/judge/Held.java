package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;

/** A reference of which one metric is known, and the rules of a leaf that is held against it. */
record Held(Metric theirs, boolean sawTheSame) implements References {

  /** For bounds that are numbers. */
  static final References AGAINST_NOTHING = new Held(null, false);

  static References against(Metric theirs) {
    return new Held(theirs, true);
  }

  /** Returns rules by which nothing is accepted and no leaf is decided early. */
  static LeafRules rules(References references, LeafBounds bounds) {
    return new LeafRules(
        bounds,
        references,
        new Comparisons(0.01, 1),
        Inconclusive.ABORT,
        FrozenViolations.none(),
        EarlyEnd.notAsked());
  }

  @Override
  public Metric metric(String reference, String metric) {
    if (theirs == null) {
      throw new UnsupportedOperationException(reference);
    }
    return theirs;
  }

  @Override
  public boolean sawTheSame(String reference) {
    return sawTheSame;
  }
}
