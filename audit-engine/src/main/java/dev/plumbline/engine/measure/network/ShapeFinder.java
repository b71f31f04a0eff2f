package dev.plumbline.engine.measure.network;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.checkpoint.backbone.ControlWindows;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.LayerValues;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.heads.TappedLayer;
import dev.plumbline.engine.measure.network.InferredShapes.InferredLayer;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds the shapes of a U-Net's layers, and with them which layers have a control. Where they do
 * not follow from the graph, it is run once at full size and once cropped, without any statistic.
 */
final class ShapeFinder {

  private final NetworkSession session;
  private final InputSet inputs;
  private final Map<String, Tensor> switchedOff;
  private final NetworkInterface unet;
  private final ControlWindows windows;
  private final InferredShapes inferred;
  private final Set<LayerName> halfPrecision = new HashSet<>();
  private Optional<String> controlUnavailable = Optional.empty();

  /**
   * Makes a finder.
   *
   * @param session the U-Net
   * @param inputs what it is run on
   * @param switchedOff values for the heads' inputs that switch every statistic off
   * @param files what the checkpoint's files say
   * @param inferred the shapes that follow from the graph
   */
  ShapeFinder(
      NetworkSession session,
      InputSet inputs,
      Map<String, Tensor> switchedOff,
      CheckpointOnDisk files,
      InferredShapes inferred) {
    this.session = session;
    this.inputs = inputs;
    this.switchedOff = switchedOff;
    this.unet = files.network();
    this.windows = files.backbone().controlWindows();
    this.inferred = inferred;
  }

  /**
   * Returns the layers with their shapes, in the order of the taps.
   *
   * @param taps the layers
   * @param cropFailed what a run on a crop failed of; empty if none has
   */
  List<MeasuredLayer> find(List<TappedLayer> taps, Optional<CropFailedException> cropFailed)
      throws SessionException {
    List<MeasuredLayer> layers = new ArrayList<>();
    Optional<Map<LayerName, LayerShape>> known = inferred.whole().map(this::take);
    Map<LayerName, LayerShape> full =
        known.isPresent()
            ? known.get()
            : shapes(taps, inputs.noisy(0, 0), inputs.height(), inputs.width());
    Map<LayerName, LayerShape> cropped = croppedShapes(taps, full, cropFailed);
    for (TappedLayer tap : taps) {
      LayerShape shape = full.get(tap.layer());
      OptionalInt margin = margin(shape, Optional.ofNullable(cropped.get(tap.layer())));
      OptionalInt shift = shift(tap, shape);
      Optional<String> reason = controlUnavailable;
      if (reason.isEmpty() && margin.isEmpty() && shift.isEmpty()) {
        reason =
            Optional.of(
                String.format(
                    "the %d×%d tokens of this layer cannot be cropped or shifted by the content of"
                        + " %d of the %d×%d latents a side",
                    shape.height(),
                    shape.width(),
                    windows.crop(),
                    inputs.height(),
                    inputs.width()));
      }
      layers.add(
          new MeasuredLayer(
              tap,
              new LayerRun(shape, reason, halfPrecision.contains(tap.layer())),
              margin,
              shift));
    }
    return layers;
  }

  /** Returns why no layer has a control, and what to do about it; empty if some have. */
  Optional<String> controlUnavailable() {
    return controlUnavailable;
  }

  private Map<LayerName, LayerShape> take(Map<LayerName, InferredLayer> layers) {
    Map<LayerName, LayerShape> shapes = new HashMap<>();
    layers.forEach(
        (layer, found) -> {
          shapes.put(layer, found.shape());
          if (found.halfPrecision()) {
            halfPrecision.add(layer);
          }
        });
    return shapes;
  }

  private Map<LayerName, LayerShape> shapes(
      List<TappedLayer> taps, float[] sample, int height, int width) throws SessionException {
    Set<String> outputs = new LinkedHashSet<>();
    taps.forEach(tap -> outputs.add(LayerValues.shapeOutput(tap)));
    taps.forEach(tap -> outputs.add(LayerValues.typeOutput(tap)));
    Map<LayerName, LayerShape> shapes = new HashMap<>();
    try (RunOutputs run =
        session.run(
            List.of(sample),
            new long[] {inputs.channels(), height, width},
            0,
            switchedOff,
            outputs)) {
      for (TappedLayer tap : taps) {
        shapes.put(tap.layer(), LayerValues.readShape(run, tap));
        if (LayerValues.readHalfPrecision(run, tap)) {
          halfPrecision.add(tap.layer());
        }
      }
    }
    return shapes;
  }

  private Map<LayerName, LayerShape> croppedShapes(
      List<TappedLayer> taps,
      Map<LayerName, LayerShape> full,
      Optional<CropFailedException> cropFailed) {
    if (taps.stream().noneMatch(tap -> tap.needsControl()) || inputs.margin() > 0) {
      return Map.of();
    }
    int height = inputs.height() - 2 * windows.crop();
    int width = inputs.width() - 2 * windows.crop();
    if (unet.fixedHeight().isPresent() || unet.fixedWidth().isPresent()) {
      controlUnavailable = Optional.of(fixedSize());
      return Map.of();
    }
    if (height < 1 || width < 1) {
      controlUnavailable =
          Optional.of(
              String.format(
                  "latents of %d×%d are too small to be cropped by %d a side; give larger images",
                  inputs.height(), inputs.width(), windows.crop()));
      return Map.of();
    }
    if (cropFailed.isPresent()) {
      controlUnavailable = Optional.of(doesNotRun(height, width, cropFailed.get()));
      return Map.of();
    }
    Optional<Map<LayerName, LayerShape>> known =
        inferred.cropped().map(this::take).filter(shapes -> allFit(full, shapes));
    if (known.isPresent()) {
      return known.get();
    }
    try { // what does not fit may be a graph that does not run on a crop
      float[] cropped =
          InputSet.crop(
              inputs.noisy(0, 0),
              inputs.channels(),
              inputs.height(),
              inputs.width(),
              windows.crop());
      return shapes(taps, cropped, height, width);
    } catch (SessionException e) {
      controlUnavailable = Optional.of(doesNotRun(height, width, e));
      return Map.of();
    }
  }

  private static String doesNotRun(int height, int width, SessionException why) {
    return String.format(
        "the graph does not run on latents cropped to %d×%d, so there is no control (%s);"
            + " re-export it with dynamic height and width",
        height, width, why.firstLine());
  }

  private boolean allFit(Map<LayerName, LayerShape> full, Map<LayerName, LayerShape> cropped) {
    return full.values().stream()
        .allMatch(shape -> margin(shape, Optional.of(cropped.get(shape.layer()))).isPresent());
  }

  private String fixedSize() {
    String remedy = "re-export it with dynamic height and width";
    if (Math.min(inputs.height(), inputs.width()) >= windows.smallest()) {
      remedy +=
          String.format(
              ", or give what shifted windows are cut from: photographs with room for %1$d×%2$d"
                  + " latents, or -Daudit.latents of %1$d×%2$d",
              inputs.height() + 2 * windows.shift(), inputs.width() + 2 * windows.shift());
    }
    return String.format(
        "the graph takes latents of %d×%d only, so there is no control on a crop%s; %s",
        inputs.height(),
        inputs.width(),
        inputs.noMargin().map(why -> ", and none in shifted windows: " + why).orElse(""),
        remedy);
  }

  /** Returns the tokens by which shifted windows move this layer's content. */
  private OptionalInt shift(TappedLayer tap, LayerShape full) {
    boolean shifts = inputs.margin() > 0 && tap.needsControl();
    return shifts ? wholeTokens(full) : OptionalInt.empty();
  }

  /** Returns the tokens that show what the latents cut off at a side do, if they are whole ones. */
  private OptionalInt wholeTokens(LayerShape full) {
    int tokens = windows.crop() * full.width() / inputs.width();
    boolean whole =
        tokens > 0
            && windows.crop() * full.width() == tokens * inputs.width()
            && windows.crop() * full.height() == tokens * inputs.height();
    return whole ? OptionalInt.of(tokens) : OptionalInt.empty();
  }

  /**
   * Returns the tokens a side that lie outside the control window, the same content as the crop.
   */
  private OptionalInt margin(LayerShape full, Optional<LayerShape> cropped) {
    OptionalInt tokens = wholeTokens(full);
    if (tokens.isEmpty() || cropped.isEmpty()) {
      return OptionalInt.empty();
    }
    int margin = tokens.getAsInt();
    boolean fits =
        cropped.get().width() == full.width() - 2 * margin
            && cropped.get().height() == full.height() - 2 * margin;
    return fits ? tokens : OptionalInt.empty();
  }
}
