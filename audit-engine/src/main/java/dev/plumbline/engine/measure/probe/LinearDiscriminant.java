package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.measure.sums.TokenMoments;
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
public final class LinearDiscriminant {

  /**
   * A trained axis: weights K×C row-major and biases of length K, for tokens less the mean token.
   */
  private record Axis(float[] weights, float[] bias) {}

  private final TokenMoments moments;

  /** The covariance within the classes of one axis after the other: it may be 13 MB. */
  private final DMatrixRMaj within;

  private final LinearSolverDense<DMatrixRMaj> solver;

  private LinearDiscriminant(TokenMoments moments) {
    this.moments = moments;
    this.within = new DMatrixRMaj(moments.channels(), moments.channels());
    this.solver = LinearSolverFactory_DDRM.symmPosDef(moments.channels());
  }

  /** Fits the classifiers of rows and columns; empty if tokens do not vary within the classes. */
  static Optional<LinearClassifier> fit(TokenMoments moments) {
    LinearDiscriminant discriminant = new LinearDiscriminant(moments);
    Optional<Axis> rows = discriminant.axis(moments.rowMeans());
    Optional<Axis> columns = discriminant.axis(moments.columnMeans());
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

  private Optional<Axis> axis(double[] means) {
    int channels = moments.channels();
    int classes = means.length / channels;
    DMatrixRMaj mu = DMatrixRMaj.wrap(classes, channels, means);
    computeWithin(mu);
    double trace = CommonOps_DDRM.trace(within);
    if (!(trace > 0)) {
      return Optional.empty();
    }
    shrink(oas(within, moments.tokens()), trace);
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
  public static double shrinkage(TokenMoments moments, double[] means) {
    LinearDiscriminant discriminant = new LinearDiscriminant(moments);
    int channels = moments.channels();
    discriminant.computeWithin(DMatrixRMaj.wrap(means.length / channels, channels, means));
    return oas(discriminant.within, moments.tokens());
  }

  /** Computes S, the covariance within classes, C×C, of the classes' means. */
  private void computeWithin(DMatrixRMaj mu) {
    moments.writeCentredMoment(within.data);
    CommonOps_DDRM.multAddTransA(-(double) moments.tokens() / mu.numRows, mu, mu, within);
    CommonOps_DDRM.scale(1.0 / moments.tokens(), within);
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

  private void shrink(double lambda, double trace) {
    int p = within.numRows;
    CommonOps_DDRM.scale(1 - lambda, within);
    for (int c = 0; c < p; c++) {
      within.add(c, c, lambda * trace / p);
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
