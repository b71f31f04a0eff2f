package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.TokenGroupSimilarity.Window;
import dev.plumbline.api.spi.ChannelSums;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.GroupSums;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.Predictions;
import dev.plumbline.api.spi.Scatter;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.windows.GroupMasks;
import dev.plumbline.engine.measure.windows.StitchedTokens;
import java.util.Optional;

/** One image's figures at one layer, read from what the heads returned. */
public final class HeadAnswers implements ImageFigures {

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
  public HeadAnswers(
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
    this.norms = NormsHead.read(full, layer, index);
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
              .filter(run -> allFinite(NormsHead.read(run, layer, index)))
              .map(run -> wholeRun(run, layer.croppedMasks(), centred));
      case CONTROL ->
          cropped
              .filter(run -> layer.margin().isPresent())
              .map(run -> GroupSumsHead.readControl(full, layer, centred, index));
    };
  }

  private GroupSums wholeRun(RunOutputs run, GroupMasks masks, boolean centred) {
    return GroupSumsHead.read(run, layer, masks, centred, index);
  }

  @Override
  public float[] cornerSimilarity() {
    require(Figure.GROUP_SUMS);
    return GroupSumsHead.readCornerSimilarity(full, layer, index);
  }

  @Override
  public Scatter scatter() {
    require(Figure.SCATTER);
    return ScatterHead.read(full, layer, index);
  }

  /** Returns the mean token. */
  float[] tokenMean() {
    return ScatterSumsHead.readMean(full, layer, index);
  }

  /** Returns the sum of the tokens less the mean token, which was rounded. */
  float[] scatterRest() {
    return ScatterSumsHead.readRest(full, layer, index);
  }

  @Override
  public Optional<Predictions> predictions() {
    require(Figure.PREDICTIONS);
    return PredictionsHead.read(full, layer, index);
  }

  @Override
  public ChannelSums channelSums() {
    require(Figure.CHANNEL_SUMS);
    return ChannelSumsHead.read(full, layer, index);
  }

  @Override
  public long nonFinite() {
    require(Figure.NON_FINITE);
    return NonFiniteHead.read(full, layer, index);
  }

  @Override
  public float[] sketch() {
    require(Figure.SKETCH);
    return SketchHead.read(full, layer, index);
  }

  @Override
  public float[] representation() {
    require(Figure.REPRESENTATION);
    return RepresentationHead.read(full, layer, index);
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
