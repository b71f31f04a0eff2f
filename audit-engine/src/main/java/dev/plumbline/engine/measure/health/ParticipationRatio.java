package dev.plumbline.engine.measure.health;

import dev.plumbline.engine.measure.sums.TokenMoments;

/**
 * In how many directions tokens vary: (Σλ)²/Σλ² of the eigenvalues λ of their covariance, known as
 * their participation ratio. It is 1 where they lie on a line, and at most the number of channels,
 * or of tokens. The trace is the sum of the eigenvalues, and that of the square the sum of their
 * squares, so that none has to be found.
 */
final class ParticipationRatio {

  private ParticipationRatio() {}

  /**
   * Returns which part of the directions beyond the first one are used: (r − 1)/(m − 1), r being
   * the ratio and m the most that it can be.
   *
   * @param moments the tokens
   * @param variances the variances of the channels; those of 0 are left out, as they are of what
   *     rounding made
   * @return from 0, where tokens lie on a line or in one point, to 1; 1 too where there is but one
   *     direction and tokens vary in it
   */
  static double beyondTheFirst(TokenMoments moments, double[] variances) {
    double sum = 0;
    double squares = 0;
    double[] row = new double[variances.length];
    double[] total = moments.total();
    for (int a = 0; a < variances.length; a++) {
      if (variances[a] == 0) {
        continue;
      }
      moments.writeCentredRow(a, total, row);
      sum += row[a];
      squares += row[a] * row[a];
      for (int b = 0; b < a; b++) {
        squares += variances[b] == 0 ? 0 : 2 * row[b] * row[b];
      }
    }
    if (!(sum > 0)) {
      return 0;
    }
    long most = Math.min(moments.channels(), moments.tokens());
    double ratio = sum * sum / squares;
    return most == 1 ? 1 : Math.min(1, Math.max(0, (ratio - 1) / (most - 1)));
  }
}
