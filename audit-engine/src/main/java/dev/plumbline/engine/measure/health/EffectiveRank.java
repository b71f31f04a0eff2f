package dev.plumbline.engine.measure.health;

import dev.plumbline.engine.measure.sums.TokenMoments;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * In how many directions tokens vary: exp(H), H being the entropy of the covariance's eigenvalues
 * as shares of their sum (Roy and Vetterli, "The effective rank: a measure of effective
 * dimensionality", 2007). It is 1 where they lie on a line, and at most the number of channels, or
 * of tokens.
 */
final class EffectiveRank {

  private EffectiveRank() {}

  /**
   * Returns which part of the directions beyond the first one are used: (exp(H) − 1)/(m − 1), m
   * being the most that exp(H) can be.
   *
   * @param moments the tokens
   * @param variances the variances of the channels; those of 0 are left out, as they are of what
   *     rounding made
   * @return from 0, where tokens lie on a line or in one point, to 1; 1 too where there is but one
   *     direction and tokens vary in it
   */
  static double beyondTheFirst(TokenMoments moments, double[] variances) {
    double[] eigenvalues = eigenvalues(moments, variances);
    double sum = 0;
    for (double eigenvalue : eigenvalues) {
      sum += Math.max(eigenvalue, 0);
    }
    if (!(sum > 0)) {
      return 0;
    }
    double entropy = 0;
    for (double eigenvalue : eigenvalues) {
      double share = Math.max(eigenvalue, 0) / sum;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    long most = Math.min(moments.channels(), moments.tokens());
    return most == 1 ? 1 : Math.min(1, Math.max(0, Math.expm1(entropy) / (most - 1)));
  }

  private static double[] eigenvalues(TokenMoments moments, double[] variances) {
    int channels = moments.channels();
    double[] moment = new double[channels * channels];
    moments.writeCentredMoment(moment);
    for (int a = 0; a < channels; a++) {
      for (int b = 0; b < channels; b++) {
        if (variances[a] == 0 || variances[b] == 0) {
          moment[a * channels + b] = 0;
        }
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.eig(channels, false, true);
    if (!decomposition.decompose(DMatrixRMaj.wrap(channels, channels, moment))) {
      throw new IllegalStateException("The eigenvalues of the tokens' covariance were not found");
    }
    double[] eigenvalues = new double[channels];
    for (int i = 0; i < channels; i++) {
      eigenvalues[i] = decomposition.getEigenvalue(i).getReal();
    }
    return eigenvalues;
  }
}
