package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;

/** A reference of which one metric is known. */
record Held(Metric theirs, boolean sawTheSame) implements References {

  /** For bounds that are numbers. */
  static final References AGAINST_NOTHING = new Held(null, false);

  static References against(Metric theirs) {
    return new Held(theirs, true);
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
