package dev.plumbline.reports.explorer;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.Halves;

/**
 * The tokens of one image at one layer and timestep, and their unit tokens: of length 1, or 0 where
 * the token is 0.
 */
final class Tokens {

  private final int channels;
  private final int count;
  private final double[] values;

  private Tokens(int channels, int count, double[] values) {
    this.channels = channels;
    this.count = count;
    this.values = values;
  }

  static Tokens of(Exploration.Representation representation, int image) {
    Halves halves = representation.images().get(image);
    double[] values = new double[halves.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = halves.value(i);
    }
    int count = representation.height() * representation.width();
    return new Tokens(representation.channels(), count, values);
  }

  int count() {
    return count;
  }

  /** Returns the tokens less their mean token. */
  Tokens centred() {
    double[] centred = values.clone();
    double[] sum = sum();
    for (int c = 0; c < channels; c++) {
      for (int t = 0; t < count; t++) {
        centred[c * count + t] -= sum[c] / count;
      }
    }
    return new Tokens(channels, count, centred);
  }

  /** Returns the unit tokens. */
  Tokens units() {
    double[] norms = norms();
    double[] units = values.clone();
    for (int i = 0; i < units.length; i++) {
      double norm = norms[i % count];
      units[i] = norm == 0 ? 0 : units[i] / norm;
    }
    return new Tokens(channels, count, units);
  }

  /** Returns the norm of each token. */
  double[] norms() {
    double[] norms = new double[count];
    for (int i = 0; i < values.length; i++) {
      norms[i % count] += values[i] * values[i];
    }
    for (int t = 0; t < count; t++) {
      norms[t] = Math.sqrt(norms[t]);
    }
    return norms;
  }

  /** Returns the sum of all tokens. */
  double[] sum() {
    double[] sum = new double[channels];
    for (int i = 0; i < values.length; i++) {
      sum[i / count] += values[i];
    }
    return sum;
  }

  /** Returns the scalar product of a token with a vector. */
  double product(int token, double[] vector) {
    double product = 0;
    for (int c = 0; c < channels; c++) {
      product += values[c * count + token] * vector[c];
    }
    return product;
  }

  /** Returns a token. */
  double[] token(int token) {
    double[] vector = new double[channels];
    for (int c = 0; c < channels; c++) {
      vector[c] = values[c * count + token];
    }
    return vector;
  }
}
