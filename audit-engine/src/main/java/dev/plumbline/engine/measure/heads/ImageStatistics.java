package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.TokenGroupSimilarity.Window;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.GroupSums;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.Predictions;
import dev.plumbline.api.spi.Scatter;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.network.StitchedTokens;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** One image's figures at one layer, read from what the heads returned. */
public final class ImageStatistics implements ImageFigures {

  private static final double SMALLEST_NORM = 1e-12;

  private final SourceImage source;
  private final MeasuredLayer layer;
  private final RunOutputs full;
  private final Optional<RunOutputs> cropped;
  private final Optional<StitchedTokens> stitched;
  private final int index;
  private final float[] norms;
  private final boolean finite;

  /**
   * Makes the figures.
   *
   * @param source the image
   * @param layer the layer
   * @param full what the run on x_t returned
   * @param cropped what the run on the cropped x_t returned, if there was one
   * @param stitched what runs on shifted windows returned, if there were such
   * @param index the image's place in the batch
   */
  public ImageStatistics(
      SourceImage source,
      MeasuredLayer layer,
      RunOutputs full,
      Optional<RunOutputs> cropped,
      Optional<StitchedTokens> stitched,
      int index) {
    this.source = source;
    this.layer = layer;
    this.full = full;
    this.cropped = cropped;
    this.stitched = stitched.filter(tokens -> layer.shift().isPresent());
    this.index = index;
    this.norms = full.floats(layer.value(StatisticHeads.NORMS), index);
    this.finite = allFinite(norms);
  }

  @Override
  public String image() {
    return source.name();
  }

  @Override
  public String scene() {
    return source.scene();
  }

  @Override
  public boolean isTest() {
    return source.test();
  }

  @Override
  public LayerShape shape() {
    return layer.run().shape();
  }

  @Override
  public boolean isFinite() {
    return finite;
  }

  @Override
  public float[] norms() {
    return norms;
  }

  @Override
  public Optional<GroupSums> groupSums(Window window, boolean centred) {
    require(window == Window.CROPPED ? Figure.CROPPED_GROUP_SUMS : Figure.GROUP_SUMS);
    if (stitched.isPresent() && window == Window.CONTROL) {
      return stitched.get().groupSums(shape(), layer.fullMasks(), centred);
    }
    if (stitched.isPresent() && window == Window.CROPPED) { // the full run is on a crop already
      return Optional.of(wholeRun(full, layer.fullMasks(), centred));
    }
    return switch (window) {
      case FULL -> Optional.of(wholeRun(full, layer.fullMasks(), centred));
      case CROPPED ->
          cropped
              .filter(run -> layer.margin().isPresent())
              .filter(run -> allFinite(run.floats(layer.value(StatisticHeads.NORMS), index)))
              .map(run -> wholeRun(run, layer.croppedMasks(), centred));
      case CONTROL ->
          cropped.filter(run -> layer.margin().isPresent()).map(run -> control(centred));
    };
  }

  private GroupSums wholeRun(RunOutputs run, GroupMasks masks, boolean centred) {
    return sums(
        run,
        centred ? StatisticHeads.CENTRED_SUMS : StatisticHeads.SUMS,
        centred ? StatisticHeads.CENTRED_NORMS : StatisticHeads.NORMS,
        masks,
        0);
  }

  private GroupSums control(boolean centred) {
    return sums(
        full,
        centred ? StatisticHeads.CONTROL_SUMS : StatisticHeads.SUMS,
        centred ? StatisticHeads.CONTROL_NORMS : StatisticHeads.NORMS,
        layer.controlMasks(),
        GroupMasks.ORDER.size());
  }

  /** Reads sums [C, G], of which three groups from a first one on belong to the masks. */
  private GroupSums sums(
      RunOutputs run, String sumsName, String normsName, GroupMasks masks, int firstGroup) {
    float[] all = run.floats(layer.value(sumsName), index);
    float[] tokenNorms = run.floats(layer.value(normsName), index);
    int channels = shape().channels();
    int groups = all.length / channels;
    Map<TokenGroup, float[]> sums = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Double> squares = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Integer> counts = new EnumMap<>(TokenGroup.class);
    for (TokenGroup group : GroupMasks.ORDER) {
      float[] sum = new float[channels];
      for (int c = 0; c < channels; c++) {
        sum[c] = all[c * groups + firstGroup + GroupMasks.ORDER.indexOf(group)];
      }
      sums.put(group, sum);
      squares.put(group, 0.0);
      counts.put(group, 0);
    }
    for (int token = 0; token < masks.tokens(); token++) {
      TokenGroup group = masks.group(token);
      if (group != null) {
        double unit = tokenNorms[token] / Math.max(tokenNorms[token], SMALLEST_NORM);
        squares.merge(group, unit * unit, Double::sum);
        counts.merge(group, 1, Integer::sum);
      }
    }
    return new GroupSums(sums, squares, counts);
  }

  @Override
  public float[] cornerSimilarity() {
    require(Figure.GROUP_SUMS);
    return floats(StatisticHeads.CORNER);
  }

  @Override
  public Scatter scatter() {
    require(Figure.SCATTER);
    return new Scatter(
        floats(StatisticHeads.MEAN),
        full.view(layer.value(StatisticHeads.MOMENT), index),
        floats(StatisticHeads.ROW_SUMS),
        floats(StatisticHeads.COLUMN_SUMS));
  }

  @Override
  public Optional<Predictions> predictions() {
    require(Figure.PREDICTIONS);
    if (!full.has(layer.value(StatisticHeads.ROWS))) {
      return Optional.empty();
    }
    return Optional.of(
        new Predictions(integers(StatisticHeads.ROWS), integers(StatisticHeads.COLUMNS)));
  }

  @Override
  public long nonFinite() {
    require(Figure.NON_FINITE);
    return full.integer(layer.value(StatisticHeads.NON_FINITE), index);
  }

  @Override
  public float[] representation() {
    require(Figure.REPRESENTATION);
    return floats(StatisticHeads.VALUES);
  }

  private float[] floats(String name) {
    return full.floats(layer.value(name), index);
  }

  private int[] integers(String name) {
    float[] floats = floats(name);
    int[] integers = new int[floats.length];
    for (int i = 0; i < floats.length; i++) {
      integers[i] = (int) floats[i];
    }
    return integers;
  }

  private void require(Figure figure) {
    if (!layer.tap().needs(figure)) {
      throw new IllegalStateException(
          figure + " was not asked for: return it from MeasurementProvider.figures()");
    }
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
