package dev.plumbline.engine.unets;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * Computes a U-Net for one image in plain Java, in double precision: images [C,H,W], tokens [T,C]
 * and vectors [C]. Slow, and simple enough to be believed.
 */
final class ReferenceOps implements UnetOps<Numbers> {

  private final Weights weights;
  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, Numbers> layers = new LinkedHashMap<>();

  ReferenceOps(Weights weights) {
    this.weights = weights;
  }

  /** Returns what every layer returned, in order. */
  Map<String, Numbers> layers() {
    return layers;
  }

  @Override
  public Numbers in(String module, Supplier<Numbers> body) {
    if (module.isEmpty()) {
      return body.get();
    }
    path.addLast(module);
    Numbers result = body.get();
    path.removeLast();
    return result;
  }

  private String parameter(String module, String name) {
    String prefix = path.isEmpty() ? "" : String.join(".", path) + ".";
    return prefix + (module.isEmpty() ? "" : module + ".") + name;
  }

  @Override
  public Numbers returned(Numbers value) {
    layers.put(String.join(".", path), value);
    return value;
  }

  @Override
  public Numbers conv(String module, Numbers x, int in, int out, int kernel, int stride) {
    float[] weight = weights.weight(parameter(module, "weight"), out, in, kernel, kernel);
    float[] bias = weights.bias(parameter(module, "bias"), out);
    int pad = kernel / 2;
    int height = x.size(1);
    int width = x.size(2);
    Numbers y = Numbers.zeros(out, (height - 1) / stride + 1, (width - 1) / stride + 1);
    for (int o = 0; o < out; o++) {
      for (int row = 0; row < y.size(1); row++) {
        for (int column = 0; column < y.size(2); column++) {
          double sum = bias[o];
          for (int i = 0; i < in; i++) {
            for (int dy = 0; dy < kernel; dy++) {
              for (int dx = 0; dx < kernel; dx++) {
                int fromY = row * stride + dy - pad;
                int fromX = column * stride + dx - pad;
                if (fromY >= 0 && fromY < height && fromX >= 0 && fromX < width) {
                  sum +=
                      x.values()[(i * height + fromY) * width + fromX]
                          * weight[((o * in + i) * kernel + dy) * kernel + dx];
                }
              }
            }
          }
          y.values()[(o * y.size(1) + row) * y.size(2) + column] = sum;
        }
      }
    }
    return y;
  }

  @Override
  public Numbers linear(String module, Numbers x, int in, int out, boolean biased) {
    float[] weight = weights.weight(parameter(module, "weight"), out, in);
    float[] bias = biased ? weights.bias(parameter(module, "bias"), out) : new float[out];
    int rows = x.values().length / in;
    double[] y = new double[rows * out];
    for (int row = 0; row < rows; row++) {
      for (int o = 0; o < out; o++) {
        double sum = bias[o];
        for (int i = 0; i < in; i++) {
          sum += x.values()[row * in + i] * weight[o * in + i];
        }
        y[row * out + o] = sum;
      }
    }
    return x.shape().length == 1 ? new Numbers(y, out) : new Numbers(y, rows, out);
  }

  @Override
  public Numbers groupNorm(String module, Numbers x, int channels, int groups, double epsilon) {
    float[] gain = weights.gain(parameter(module, "weight"), channels);
    float[] bias = weights.bias(parameter(module, "bias"), channels);
    int part = x.values().length / groups;
    int positions = x.values().length / channels;
    Numbers y = new Numbers(x.values().clone(), x.shape());
    for (int group = 0; group < groups; group++) {
      normalise(y.values(), group * part, part, epsilon);
    }
    for (int i = 0; i < y.values().length; i++) {
      y.values()[i] = y.values()[i] * gain[i / positions] + bias[i / positions];
    }
    return y;
  }

  @Override
  public Numbers layerNorm(String module, Numbers x, int channels) {
    float[] gain = weights.gain(parameter(module, "weight"), channels);
    float[] bias = weights.bias(parameter(module, "bias"), channels);
    Numbers y = new Numbers(x.values().clone(), x.shape());
    for (int start = 0; start < y.values().length; start += channels) {
      normalise(y.values(), start, channels, 1e-5);
    }
    for (int i = 0; i < y.values().length; i++) {
      y.values()[i] = y.values()[i] * gain[i % channels] + bias[i % channels];
    }
    return y;
  }

  private static void normalise(double[] values, int start, int count, double epsilon) {
    double mean = 0;
    for (int i = start; i < start + count; i++) {
      mean += values[i] / count;
    }
    double variance = 0;
    for (int i = start; i < start + count; i++) {
      variance += (values[i] - mean) * (values[i] - mean) / count;
    }
    for (int i = start; i < start + count; i++) {
      values[i] = (values[i] - mean) / Math.sqrt(variance + epsilon);
    }
  }

  @Override
  public Numbers silu(Numbers x) {
    return map(x, v -> v / (1 + Math.exp(-v)));
  }

  private static Numbers map(Numbers x, DoubleUnaryOperator function) {
    double[] y = new double[x.values().length];
    for (int i = 0; i < y.length; i++) {
      y[i] = function.applyAsDouble(x.values()[i]);
    }
    return new Numbers(y, x.shape());
  }

  private static Numbers zip(Numbers one, Numbers other, DoubleBinaryOperator function) {
    double[] y = new double[one.values().length];
    for (int i = 0; i < y.length; i++) {
      y[i] = function.applyAsDouble(one.values()[i], other.values()[i]);
    }
    return new Numbers(y, one.shape());
  }

  @Override
  public Numbers geglu(Numbers x, int half) {
    int rows = x.size(0);
    Numbers y = Numbers.zeros(rows, half);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < half; i++) {
        double gate = x.values()[row * 2 * half + half + i];
        double gelu = gate * (1 + erf(gate / Math.sqrt(2))) / 2;
        y.values()[row * half + i] = x.values()[row * 2 * half + i] * gelu;
      }
    }
    return y;
  }

  /** The error function by its series, and by 1 where that is as good. */
  private static double erf(double x) {
    if (Math.abs(x) > 4) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return sum * 2 / Math.sqrt(Math.PI);
  }

  @Override
  public Numbers add(Numbers one, Numbers other) {
    return zip(one, other, Double::sum);
  }

  @Override
  public Numbers unscaled(Numbers x) {
    return x;
  }

  @Override
  public Numbers addEverywhere(Numbers images, Numbers vector) {
    double[] y = images.values().clone();
    int positions = images.size(1) * images.size(2);
    for (int i = 0; i < y.length; i++) {
      y[i] += vector.values()[i / positions];
    }
    return new Numbers(y, images.shape());
  }

  @Override
  public Numbers join(Numbers one, Numbers other) {
    double[] y = new double[one.values().length + other.values().length];
    System.arraycopy(one.values(), 0, y, 0, one.values().length);
    System.arraycopy(other.values(), 0, y, one.values().length, other.values().length);
    int[] shape = one.shape().clone();
    shape[0] += other.size(0);
    return new Numbers(y, shape);
  }

  @Override
  public Numbers attention(Numbers query, Numbers key, Numbers value, int heads, int width) {
    int size = width / heads;
    Numbers y = Numbers.zeros(query.size(0), width);
    for (int head = 0; head < heads; head++) {
      for (int q = 0; q < query.size(0); q++) {
        double[] scores = new double[key.size(0)];
        double total = 0;
        for (int k = 0; k < scores.length; k++) {
          double score = 0;
          for (int i = head * size; i < (head + 1) * size; i++) {
            score += query.values()[q * width + i] * key.values()[k * width + i];
          }
          scores[k] = Math.exp(score / Math.sqrt(size));
          total += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
          for (int i = head * size; i < (head + 1) * size; i++) {
            y.values()[q * width + i] += scores[k] / total * value.values()[k * width + i];
          }
        }
      }
    }
    return y;
  }

  @Override
  public Numbers tokens(Numbers images) {
    int count = images.size(1) * images.size(2);
    return transposed(images.values(), images.size(0), count, count, images.size(0));
  }

  @Override
  public Numbers images(Numbers tokens, Numbers like, int channels) {
    return transposed(
        tokens.values(), tokens.size(0), channels, channels, like.size(1), like.size(2));
  }

  private static Numbers transposed(double[] x, int rows, int columns, int... shape) {
    Numbers y = Numbers.zeros(shape);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        y.values()[column * rows + row] = x[row * columns + column];
      }
    }
    return y;
  }

  @Override
  public Numbers doubled(Numbers images) {
    int height = 2 * images.size(1);
    int width = 2 * images.size(2);
    Numbers y = Numbers.zeros(images.size(0), height, width);
    for (int i = 0; i < y.values().length; i++) {
      int row = i / width % height;
      int channel = i / (height * width);
      y.values()[i] =
          images.values()[(channel * height / 2 + row / 2) * (width / 2) + i % width / 2];
    }
    return y;
  }

  @Override
  public Numbers sinusoids(Numbers numbers, int count, int size) {
    int half = size / 2;
    Numbers y = Numbers.zeros(count * size);
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < half; i++) {
        double angle = numbers.values()[n] * Math.exp(-Math.log(10_000) * i / half);
        y.values()[n * size + i] = Math.cos(angle);
        y.values()[n * size + half + i] = Math.sin(angle);
      }
    }
    return y;
  }
}
