package dev.plumbline.engine.measure;

import dev.plumbline.api.spi.LinearClassifier;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Linear discriminant analysis with uniform priors. With class means μₖ and n tokens the covariance
 * within classes S = (Σxxᵀ − Σ nₖμₖμₖᵀ)/n is shrunk to Σ = (1−λ)·S + λ·(tr S/p)·I by OAS (Chen,
 * Wiesel, Eldar, Hero: "Shrinkage Algorithms for MMSE Covariance Estimation", 2010; p = C); the
 * score of a class is μₖᵀΣ⁻¹x − ½ μₖᵀΣ⁻¹μₖ.
 */
final class LinearDiscriminant {

  /**
   * A trained axis: weights K×C row-major and biases of length K, for tokens less the mean token.
   */
  private record Axis(float[] weights, float[] bias) {}

  private LinearDiscriminant() {}

  /** Fits the classifiers of rows and columns; empty if tokens do not vary within the classes. */
  static Optional<LinearClassifier> fit(TokenMoments moments) {
    Optional<Axis> rows = axis(moments, moments.rowMeans());
    Optional<Axis> columns = axis(moments, moments.columnMeans());
    if (rows.isEmpty() || columns.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new LinearClassifier(
            toFloats(moments.mean()),
            rows.get().weights(),
            rows.get().bias(),
            columns.get().weights(),
            columns.get().bias()));
  }

  private static Optional<Axis> axis(TokenMoments moments, double[] means) {
    int channels = moments.channels();
    int classes = means.length / channels;
    DMatrixRMaj mu = DMatrixRMaj.wrap(classes, channels, means);
    DMatrixRMaj within = within(moments, means);
    double trace = CommonOps_DDRM.trace(within);
    if (!(trace > 0)) {
      return Optional.empty();
    }
    shrink(within, oas(within, moments.tokens()), trace);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(channels);
    DMatrixRMaj muTransposed = CommonOps_DDRM.transpose(mu, null);
    DMatrixRMaj weights = new DMatrixRMaj(channels, classes);
    if (!solver.setA(within)) {
      return Optional.empty();
    }
    solver.solve(muTransposed, weights);
    float[] bias = new float[classes];
    float[] byClass = new float[classes * channels];
    for (int k = 0; k < classes; k++) {
      double dot = 0;
      for (int c = 0; c < channels; c++) {
        dot += weights.get(c, k) * mu.get(k, c);
        byClass[k * channels + c] = (float) weights.get(c, k);
      }
      bias[k] = (float) (-dot / 2);
    }
    return Optional.of(new Axis(byClass, bias));
  }

  /** Returns λ for rows or columns, whose class means are given. */
  static double shrinkage(TokenMoments moments, double[] means) {
    return oas(within(moments, means), moments.tokens());
  }

  /** Returns S, the covariance within classes, C×C. */
  private static DMatrixRMaj within(TokenMoments moments, double[] means) {
    int channels = moments.channels();
    int classes = means.length / channels;
    DMatrixRMaj mu = DMatrixRMaj.wrap(classes, channels, means);
    DMatrixRMaj within = DMatrixRMaj.wrap(channels, channels, moments.centredMoment());
    CommonOps_DDRM.multAddTransA(-(double) moments.tokens() / classes, mu, mu, within);
    CommonOps_DDRM.scale(1.0 / moments.tokens(), within);
    return within;
  }

  /** Returns OAS's shrinkage; 1 where its denominator is not positive. */
  private static double oas(DMatrixRMaj covariance, long tokens) {
    double p = covariance.numRows;
    double trace = CommonOps_DDRM.trace(covariance);
    double square = trace * trace;
    double squares = 0; // tr(S²) of a symmetric S
    for (int i = 0; i < covariance.getNumElements(); i++) {
      squares += covariance.data[i] * covariance.data[i];
    }
    double denominator = (tokens + 1 - 2 / p) * (squares - square / p);
    return denominator > 0 ? Math.min(1, ((1 - 2 / p) * squares + square) / denominator) : 1;
  }

  private static void shrink(DMatrixRMaj covariance, double lambda, double trace) {
    int p = covariance.numRows;
    CommonOps_DDRM.scale(1 - lambda, covariance);
    for (int c = 0; c < p; c++) {
      covariance.add(c, c, lambda * trace / p);
    }
  }

  private static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
