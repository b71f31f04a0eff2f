package dev.plumbline.engine.judge.statistics;

/** A comparison whose scenes are arranged anew, as chance might have had them. */
sealed interface Rearranged permits SignedComparison, ExchangedComparison {

  /**
   * Returns Student's t of an arrangement; negative infinity where it has none.
   *
   * @param pattern a bit for each scene of the run, those of four in one number
   */
  double statistic(byte[] pattern);
}
