package dev.plumbline.reports.explorer;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.Halves;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Explorations made of random numbers, and similarities computed from their definitions. */
final class Explorations {

  private static final int HALF_BIAS = 15;

  private Explorations() {}

  /** Makes an exploration of some checkpoint. */
  static Exploration of(
      String checkpoint, List<String> images, Exploration.Representation... representations) {
    return new Exploration(
        checkpoint,
        images.stream()
            .map(name -> new Exploration.Image(name, Optional.of(photograph())))
            .toList(),
        Arrays.asList(representations),
        List.of());
  }

  private static BufferedImage photograph() {
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 96, 96, Color.BLUE));
    graphics.fillRect(0, 0, 96, 96);
    graphics.dispose();
    return image;
  }

  /** Makes a representation of random tokens, with an offset that all of them share. */
  static Exploration.Representation random(
      String layer, int timestep, int channels, int height, int width, int images, long seed) {
    Random random = new Random(seed);
    List<Halves> halves = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      short[] bits = new short[channels * height * width];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = half(random.nextGaussian() + (i / (height * width)) % 3);
      }
      halves.add(new Halves(image - 1, bits));
    }
    return new Exploration.Representation(
        new LayerName(layer), timestep, channels, height, width, halves);
  }

  /** Makes a representation of given tokens [image][token][channel]. */
  static Exploration.Representation given(
      String layer, int timestep, int height, int width, double[][][] tokens) {
    int channels = tokens[0][0].length;
    List<Halves> halves = new ArrayList<>();
    for (double[][] image : tokens) {
      short[] bits = new short[channels * height * width];
      for (int c = 0; c < channels; c++) {
        for (int t = 0; t < height * width; t++) {
          bits[c * height * width + t] = half(image[t][c]);
        }
      }
      halves.add(new Halves(0, bits));
    }
    return new Exploration.Representation(
        new LayerName(layer), timestep, channels, height, width, halves);
  }

  /** Cuts a number down to a half. Too small ones become 0. */
  static short half(double value) {
    int exponent = Math.getExponent(value);
    if (Double.isNaN(value)) {
      return 0x7E00;
    }
    if (exponent <= -HALF_BIAS) {
      return 0;
    }
    int mantissa = (int) ((Math.scalb(Math.abs(value), -exponent) - 1) * 1024);
    return (short) ((value < 0 ? 0x8000 : 0) | (exponent + HALF_BIAS) << 10 | mantissa);
  }

  /** Computes a similarity of two tokens as the page defines it. */
  static double similarity(
      String kind, Exploration.Representation in, int image, int token, int other, int otherToken) {
    double[] x = token(in, image, token);
    double[] y = token(in, other, otherToken);
    return switch (kind) {
      case "cosine" -> dot(x, y) / (norm(x) * norm(y));
      case "centred" -> {
        double[] p = minus(x, mean(in, image));
        double[] q = minus(y, mean(in, other));
        yield dot(p, q) / (norm(p) * norm(q));
      }
      case "dot" -> dot(x, y);
      case "euclidean" -> norm(minus(x, y));
      case "norm" -> {
        double sum = 0;
        for (int t = 0; t < in.height() * in.width(); t++) {
          sum += norm(token(in, other, t));
        }
        yield norm(y) / (sum / (in.height() * in.width()));
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static double[] token(Exploration.Representation in, int image, int token) {
    double[] vector = new double[in.channels()];
    for (int c = 0; c < vector.length; c++) {
      vector[c] = in.images().get(image).value(c * in.height() * in.width() + token);
    }
    return vector;
  }

  private static double[] mean(Exploration.Representation in, int image) {
    int tokens = in.height() * in.width();
    double[] mean = new double[in.channels()];
    for (int t = 0; t < tokens; t++) {
      double[] token = token(in, image, t);
      for (int c = 0; c < mean.length; c++) {
        mean[c] += token[c] / tokens;
      }
    }
    return mean;
  }

  private static double[] minus(double[] x, double[] y) {
    double[] difference = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      difference[i] = x[i] - y[i];
    }
    return difference;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }
}
