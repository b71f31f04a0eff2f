package dev.plumbline.engine.measure;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.TokenGroupSimilarity.Window;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ChannelSums;
import dev.plumbline.api.spi.GroupSums;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.Predictions;
import dev.plumbline.api.spi.Scatter;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.engine.measure.heads.ScatterSumming;
import dev.plumbline.engine.measure.windows.GroupMasks;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** An image whose tokens are drawn at random, about a large common mean and a trace of position. */
public final class SyntheticImage implements ImageFigures {

  public static final LayerShape SHAPE =
      new LayerShape(new LayerName("mid_block.resnets.0"), 5, 8, 12);
  private static final int CROP = 2;
  private static final double MEAN = 30;

  /** What is the matter with an image. */
  public enum Kind {
    ORDINARY,
    ANOMALOUS,
    NON_FINITE,
    WITHOUT_SPREAD,
    WITHOUT_CONTROL
  }

  private final int number;
  private final Kind kind;
  private final boolean test;
  private final double[] values;
  private final double[] cropped;
  private Optional<LinearClassifier> classifier = Optional.empty();

  public SyntheticImage(int number, Kind kind, boolean test) {
    this.number = number;
    this.kind = kind;
    this.test = test;
    values = tokens(new Random(number), SHAPE.height(), SHAPE.width());
    cropped = tokens(new Random(-number - 1), SHAPE.height() - 2 * CROP, SHAPE.width() - 2 * CROP);
  }

  private double[] tokens(Random random, int height, int width) {
    double[] tokens = new double[SHAPE.channels() * height * width];
    double brightness = random.nextGaussian();
    for (int i = 0; i < tokens.length; i++) {
      int channel = i / (height * width);
      int token = i % (height * width);
      double place = channel == 0 ? token / width : channel == 1 ? token % width : 0;
      tokens[i] =
          kind == Kind.WITHOUT_SPREAD
              ? MEAN
              : MEAN + brightness + 0.7 * place + random.nextGaussian();
      if (kind == Kind.ANOMALOUS && token % 31 == 7) {
        tokens[i] *= 20;
      }
    }
    if (kind == Kind.NON_FINITE) {
      tokens[3] = Double.NaN;
    }
    return tokens;
  }

  /** Has the test image's tokens classified. */
  public SyntheticImage classifiedBy(Optional<LinearClassifier> fitted) {
    classifier = fitted;
    return this;
  }

  @Override
  public String image() {
    return Integer.toString(number);
  }

  @Override
  public String scene() {
    return image();
  }

  @Override
  public boolean isTest() {
    return test;
  }

  @Override
  public LayerShape shape() {
    return SHAPE;
  }

  @Override
  public boolean isFinite() {
    return kind != Kind.NON_FINITE;
  }

  @Override
  public float[] norms() {
    float[] norms = new float[SHAPE.tokens()];
    for (int token = 0; token < norms.length; token++) {
      norms[token] = (float) norm(values, norms.length, token);
    }
    return norms;
  }

  private static double norm(double[] tokens, int count, int token) {
    double sum = 0;
    for (int i = token; i < tokens.length; i += count) {
      sum += tokens[i] * tokens[i];
    }
    return Math.sqrt(sum);
  }

  @Override
  public Optional<GroupSums> groupSums(Window window, boolean centred) {
    if (window != Window.FULL && kind == Kind.WITHOUT_CONTROL) {
      return Optional.empty();
    }
    return Optional.of(
        switch (window) {
          case FULL -> sums(values, GroupMasks.of(SHAPE, 0), centred);
          case CONTROL -> sums(values, GroupMasks.of(SHAPE, CROP), centred);
          case CROPPED ->
              sums(
                  cropped,
                  new GroupMasks(SHAPE.height() - 2 * CROP, SHAPE.width() - 2 * CROP, 0),
                  centred);
        });
  }

  private static GroupSums sums(double[] tokens, GroupMasks masks, boolean centred) {
    Map<TokenGroup, float[]> sums = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Double> squares = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Integer> counts = new EnumMap<>(TokenGroup.class);
    GroupMasks.ORDER.forEach(group -> sums.put(group, new float[SHAPE.channels()]));
    double[] about = centred ? less(tokens, masks.windowMean()) : tokens;
    for (int token = 0; token < masks.tokens(); token++) {
      TokenGroup group = masks.group(token);
      if (group != null) {
        double norm = Math.max(norm(about, masks.tokens(), token), 1e-12);
        for (int c = 0; c < SHAPE.channels(); c++) {
          sums.get(group)[c] += (float) (about[c * masks.tokens() + token] / norm);
        }
        squares.merge(group, 1.0, Double::sum);
        counts.merge(group, 1, Integer::sum);
      }
    }
    return new GroupSums(sums, squares, counts);
  }

  private static double[] less(double[] tokens, float[] weights) {
    double[] centred = tokens.clone();
    for (int c = 0; c < SHAPE.channels(); c++) {
      double mean = 0;
      for (int token = 0; token < weights.length; token++) {
        mean += weights[token] * tokens[c * weights.length + token];
      }
      for (int token = 0; token < weights.length; token++) {
        centred[c * weights.length + token] -= mean;
      }
    }
    return centred;
  }

  @Override
  public float[] cornerSimilarity() {
    float[] cosines = new float[SHAPE.tokens()];
    for (int token = 0; token < cosines.length; token++) {
      double dot = 0;
      for (int c = 0; c < SHAPE.channels(); c++) {
        dot += values[c * SHAPE.tokens()] * values[c * SHAPE.tokens() + token];
      }
      double norms = norm(values, SHAPE.tokens(), 0) * norm(values, SHAPE.tokens(), token);
      cosines[token] = (float) (dot / norms);
    }
    return cosines;
  }

  /** Adds the image, and where a provider asks for sums of second moments, those of it alone. */
  public void addTo(Accumulator<?> accumulator, MeasurementProvider<?> provider) {
    accumulator.add(this);
    if (!test && isFinite() && ScatterSumming.concerns(provider)) {
      accumulator.addSums(scatterSums(this));
    }
  }

  /** Returns the second moments of images, summed as the engine does. */
  public static ScatterSums scatterSums(ImageFigures... images) {
    List<float[]> means = new ArrayList<>();
    List<float[]> rests = new ArrayList<>();
    Scatter first = images[0].scatter();
    float[] moment = new float[first.moment().capacity()];
    float[] rows = new float[first.rowSums().length];
    float[] columns = new float[first.columnSums().length];
    for (ImageFigures image : images) {
      Scatter scatter = image.scatter();
      means.add(scatter.mean().clone());
      float[] rest = new float[scatter.mean().length];
      for (int i = 0; i < rows.length; i++) {
        rest[i / image.shape().height()] += scatter.rowSums()[i];
        rows[i] += scatter.rowSums()[i];
      }
      rests.add(rest);
      for (int i = 0; i < moment.length; i++) {
        moment[i] += scatter.moment().get(i);
      }
      for (int i = 0; i < columns.length; i++) {
        columns[i] += scatter.columnSums()[i];
      }
    }
    return new ScatterSums(means, rests, FloatBuffer.wrap(moment), rows, columns);
  }

  @Override
  public Scatter scatter() {
    int channels = SHAPE.channels();
    int tokens = SHAPE.tokens();
    float[] mean = new float[channels];
    float[] moment = new float[channels * channels];
    float[] rows = new float[channels * SHAPE.height()];
    float[] columns = new float[channels * SHAPE.width()];
    for (int i = 0; i < values.length; i++) {
      mean[i / tokens] += (float) (values[i] / tokens);
    }
    for (int i = 0; i < values.length; i++) {
      int channel = i / tokens;
      int token = i % tokens;
      float about = (float) (values[i] - mean[channel]);
      rows[channel * SHAPE.height() + token / SHAPE.width()] += about;
      columns[channel * SHAPE.width() + token % SHAPE.width()] += about;
      for (int other = 0; other < channels; other++) {
        moment[channel * channels + other] +=
            about * (float) (values[other * tokens + token] - mean[other]);
      }
    }
    return new Scatter(mean, FloatBuffer.wrap(moment), rows, columns);
  }

  @Override
  public Optional<Predictions> predictions() {
    return classifier.map(
        fitted ->
            new Predictions(
                classes(fitted.shift(), fitted.rowWeights(), fitted.rowBias()),
                classes(fitted.shift(), fitted.columnWeights(), fitted.columnBias())));
  }

  private static double score(
      double[] values, int token, float[] shift, float[] weights, float[] bias, int label) {
    double score = bias[label];
    for (int c = 0; c < shift.length; c++) {
      score += weights[label * shift.length + c] * (values[c * SHAPE.tokens() + token] - shift[c]);
    }
    return score;
  }

  private int[] classes(float[] shift, float[] weights, float[] bias) {
    int[] classes = new int[SHAPE.tokens()];
    for (int token = 0; token < classes.length; token++) {
      for (int label = 1; label < bias.length; label++) {
        if (score(values, token, shift, weights, bias, label)
            > score(values, token, shift, weights, bias, classes[token])) {
          classes[token] = label;
        }
      }
    }
    return classes;
  }

  /** The channels' own sums; what the module adds is what each channel has beyond the first one. */
  @Override
  public ChannelSums channelSums() {
    int tokens = SHAPE.tokens();
    double[] added = values.clone();
    for (int i = 0; i < added.length; i++) {
      added[i] -= values[i % tokens];
    }
    float[] magnitudes = new float[SHAPE.channels()];
    float[] largest = new float[SHAPE.channels()];
    for (int i = 0; i < values.length; i++) {
      magnitudes[i / tokens] += (float) (Math.abs(values[i]) / tokens);
      largest[i / tokens] = Math.max(largest[i / tokens], (float) Math.abs(values[i]));
    }
    return new ChannelSums(
        scatter().mean(), squares(values), magnitudes, largest, Optional.of(squares(added)));
  }

  private static float[] squares(double[] of) {
    float[] squares = new float[SHAPE.channels()];
    for (int c = 0; c < squares.length; c++) {
      double[] channel = Arrays.copyOfRange(of, c * SHAPE.tokens(), (c + 1) * SHAPE.tokens());
      double mean = Arrays.stream(channel).average().orElseThrow();
      squares[c] = (float) Arrays.stream(channel).map(x -> (x - mean) * (x - mean)).sum();
    }
    return squares;
  }

  @Override
  public long nonFinite() {
    return isFinite() ? 0 : 1;
  }

  /** Returns all values in place of projections of them. */
  @Override
  public float[] sketch() {
    return representation();
  }

  @Override
  public float[] representation() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
