package dev.plumbline.engine.measure.network;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.checkpoint.backbone.UnetInterface;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.HeadInputs;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.heads.OutputBuffers;
import dev.plumbline.engine.measure.heads.StatisticHeads;
import dev.plumbline.engine.measure.heads.TappedLayer;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.session.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a U-Net with heads on full and on cropped latents, or in shifted windows. */
public final class UnetRunner implements AutoCloseable {

  /** The control is what lies this far from the border, in latents. */
  public static final int CROP = 8;

  /** How many batches' results there are at once where one is added while the next is computed. */
  public static final int OVERLAPPING = 2;

  private final UnetSession session;
  private final InputSet inputs;
  private final HeadInputs heads;
  private final List<MeasuredLayer> layers;
  private final boolean overlaps;
  private final OutputBuffers fullResults;
  private final OutputBuffers croppedResults;
  private Optional<String> controlUnavailable = Optional.empty();
  private ShiftedWindows shiftedWindows;

  private UnetRunner(UnetSession session, Sessions sessions, InputSet inputs) {
    this.session = session;
    this.inputs = inputs;
    this.heads = new HeadInputs(sessions.environment());
    this.overlaps = sessions.overlap();
    this.fullResults = new OutputBuffers("full", sessions.results(), scopes());
    this.croppedResults = new OutputBuffers("cropped", sessions.results(), scopes());
    this.layers = new ArrayList<>();
  }

  private List<TensorScope> scopes() {
    return Stream.generate(heads::newScope).limit(overlaps ? OVERLAPPING : 1).toList();
  }

  /** Makes a runner that shares everything with another but the layers. */
  private UnetRunner(UnetRunner whole, List<MeasuredLayer> layers) {
    this.session = whole.session;
    this.inputs = whole.inputs;
    this.heads = whole.heads;
    this.layers = layers;
    this.overlaps = whole.overlaps;
    this.fullResults = whole.fullResults;
    this.croppedResults = whole.croppedResults;
    this.controlUnavailable = whole.controlUnavailable;
    this.shiftedWindows = whole.shiftedWindows;
  }

  public static UnetRunner prepare(
      UnetSession session,
      Sessions sessions,
      List<TappedLayer> taps,
      InputSet inputs,
      UnetInterface unet)
      throws OrtException {
    UnetRunner runner = new UnetRunner(session, sessions, inputs);
    try {
      runner.heads.switchOff(taps);
      ShapeFinder finder = new ShapeFinder(session, inputs, runner.heads.switchedOff(), unet);
      runner.layers.addAll(finder.find(taps));
      runner.controlUnavailable = finder.controlUnavailable();
      runner.heads.makeMasks(runner.layers);
      runner.fullResults.addWhole(runner.layers);
      runner.croppedResults.addCropped(runner.layers);
      runner.shiftedWindows =
          new ShiftedWindows(
              session, inputs, runner.layers, runner.heads.switchedOff(), runner.heads.scope());
      return runner;
    } catch (OrtException | RuntimeException e) {
      runner.close();
      throw e;
    }
  }

  /**
   * Returns a runner of the same session that asks for less. It needs no closing, and must not be
   * used after this one was closed.
   *
   * @param figures what it asks of which layers; the others are left out
   */
  public UnetRunner asking(Map<LayerName, Set<Figure>> figures) {
    return new UnetRunner(
        this,
        layers.stream()
            .filter(layer -> figures.containsKey(layer.tap().layer()))
            .map(layer -> layer.asking(figures.get(layer.tap().layer())))
            .toList());
  }

  public List<MeasuredLayer> layers() {
    return layers;
  }

  /** Returns why no layer has a control, and what to do about it; empty if some have. */
  public Optional<String> controlUnavailable() {
    return controlUnavailable;
  }

  /** Tells whether the results of {@value #OVERLAPPING} runs of a size last, not of one. */
  public boolean overlaps() {
    return overlaps;
  }

  public boolean runsCropped() {
    return layers.stream()
        .anyMatch(
            layer -> layer.margin().isPresent() && layer.tap().needs(Figure.CROPPED_GROUP_SUMS));
  }

  /** Makes the inputs that classify the tokens of test images: see {@link HeadInputs}. */
  public Map<String, OnnxTensor> classifierInputs(
      Map<LayerName, LinearClassifier> classifiers, TensorScope scope) throws OrtException {
    return HeadInputs.classifiers(layers, classifiers, scope);
  }

  /**
   * Runs a batch at full size.
   *
   * @param samples noisy latents
   * @param timestep the timestep
   * @param test the inputs of {@link #classifierInputs}; empty on training images, of which second
   *     moments are computed instead
   * @param more what is returned besides what the figures need
   * @return what came out, until the next run at full size, or where that {@link #overlaps}, the
   *     next but one
   */
  public RunOutputs runFull(
      List<float[]> samples, int timestep, Optional<Map<String, OnnxTensor>> test, Set<String> more)
      throws OrtException {
    Map<String, OnnxTensor> classifiers = test.orElse(null);
    Set<String> outputs = new LinkedHashSet<>(more);
    for (MeasuredLayer layer : layers) {
      outputs.add(layer.value(StatisticHeads.NORMS));
      add(outputs, layer, Figure.NON_FINITE, List.of(StatisticHeads.NON_FINITE));
      add(outputs, layer, Figure.REPRESENTATION, List.of(StatisticHeads.VALUES));
      add(outputs, layer, Figure.GROUP_SUMS, StatisticHeads.GROUP_OUTPUTS);
      if (layer.margin().isPresent()) {
        add(outputs, layer, Figure.GROUP_SUMS, StatisticHeads.CONTROL_OUTPUTS);
      }
      if (classifiers == null) {
        add(outputs, layer, Figure.SCATTER, StatisticHeads.SCATTER_OUTPUTS);
      } else if (classifiers.containsKey(layer.value(StatisticHeads.SHIFT))) {
        add(outputs, layer, Figure.PREDICTIONS, StatisticHeads.PREDICTION_OUTPUTS);
      }
    }
    Map<String, OnnxTensor> extra = heads.ofFullSize();
    try (TensorScope scope = heads.newScope()) {
      OnnxTensor on = scope.bool(true);
      if (layers.stream().anyMatch(layer -> layer.tap().needs(Figure.GROUP_SUMS))) {
        extra.put(StatisticHeads.GROUPS_ON, on);
      }
      if (runsCropped()) {
        extra.put(StatisticHeads.CONTROL_ON, on);
      }
      if (classifiers == null) {
        extra.put(StatisticHeads.SCATTER_ON, on);
      } else if (!classifiers.isEmpty()) {
        extra.putAll(classifiers);
        extra.put(StatisticHeads.PREDICT_ON, on);
      }
      return session.run(
          samples,
          new long[] {inputs.channels(), inputs.height(), inputs.width()},
          timestep,
          extra,
          outputs,
          fullResults.tensors(outputs, session.batch(samples.size())));
    }
  }

  /** Runs a batch of which only the U-Net's border has moved. What comes out lasts as long. */
  public RunOutputs runCropped(List<float[]> samples, int timestep) throws OrtException {
    Set<String> outputs = new LinkedHashSet<>();
    for (MeasuredLayer layer : layers) {
      if (layer.margin().isPresent() && layer.tap().needs(Figure.CROPPED_GROUP_SUMS)) {
        outputs.add(layer.value(StatisticHeads.NORMS));
        add(outputs, layer, Figure.GROUP_SUMS, StatisticHeads.GROUP_OUTPUTS);
      }
    }
    List<float[]> cropped = new ArrayList<>();
    for (float[] sample : samples) {
      cropped.add(InputSet.crop(sample, inputs.channels(), inputs.height(), inputs.width(), CROP));
    }
    Map<String, OnnxTensor> extra = heads.ofCrops();
    try (TensorScope scope = heads.newScope()) {
      extra.put(StatisticHeads.GROUPS_ON, scope.bool(true));
      return session.run(
          cropped,
          new long[] {inputs.channels(), inputs.height() - 2 * CROP, inputs.width() - 2 * CROP},
          timestep,
          extra,
          outputs,
          croppedResults.tensors(outputs, session.batch(samples.size())));
    }
  }

  /**
   * Runs a batch in shifted windows.
   *
   * @param images the images' numbers
   * @param timestep the timestep
   * @return the control of each image; empty if no layer's control is of shifted windows
   */
  public List<StitchedTokens> runShifted(List<Integer> images, int timestep) throws OrtException {
    return layers.stream().anyMatch(layer -> layer.shift().isPresent())
        ? shiftedWindows.run(images, timestep)
        : List.of();
  }

  /**
   * Runs one image at full size with every statistic of training images switched on, and returns
   * one of the U-Net's own outputs.
   */
  public float[] ownOutput(float[] sample, int timestep, String output) throws OrtException {
    try (RunOutputs run = runFull(List.of(sample), timestep, Optional.empty(), Set.of(output))) {
      return run.floats(output, 0);
    }
  }

  private static void add(
      Set<String> outputs, MeasuredLayer layer, Figure figure, List<String> names) {
    if (layer.tap().needs(figure)) {
      names.forEach(name -> outputs.add(layer.value(name)));
    }
  }

  public TensorScope newScope() {
    return heads.newScope();
  }

  @Override
  public void close() throws OrtException {
    fullResults.close();
    croppedResults.close();
    heads.close();
    session.close();
  }
}
