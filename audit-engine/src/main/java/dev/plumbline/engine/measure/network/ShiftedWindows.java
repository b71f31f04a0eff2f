package dev.plumbline.engine.measure.network;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.heads.StatisticHeads;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.TensorScope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The control of a graph that runs at one size only: four runs on windows that are shifted
 * diagonally against the one in the middle. Each shows a {@link Quadrant} of the middle window's
 * content at least {@value #SHIFT} latents from its border.
 */
public final class ShiftedWindows {

  /** By how many latents a window is shifted, on both axes: as far as the control is cropped. */
  public static final int SHIFT = UnetRunner.CROP;

  /** The smallest window in which half a window's content has that distance on every side. */
  public static final int SMALLEST = 4 * SHIFT;

  private final UnetSession session;
  private final InputSet inputs;
  private final List<MeasuredLayer> layers;
  private final Map<String, OnnxTensor> constants;
  private final Map<Quadrant, Map<String, OnnxTensor>> picks = new EnumMap<>(Quadrant.class);

  /**
   * Makes what the runs need beside latents.
   *
   * @param session the U-Net
   * @param inputs what it is run on
   * @param layers the layers, those without this control included
   * @param switchedOff values for the heads' inputs that switch every statistic off
   * @param scope keeps the tensors that are made
   */
  ShiftedWindows(
      UnetSession session,
      InputSet inputs,
      List<MeasuredLayer> layers,
      Map<String, OnnxTensor> switchedOff,
      TensorScope scope)
      throws OrtException {
    this.session = session;
    this.inputs = inputs;
    this.layers = layers.stream().filter(layer -> layer.shift().isPresent()).toList();
    constants = new LinkedHashMap<>(switchedOff);
    constants.put(StatisticHeads.PICK_ON, scope.bool(true));
    for (Quadrant quadrant : Quadrant.values()) {
      Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
      for (MeasuredLayer layer : this.layers) {
        tensors.put(layer.value(StatisticHeads.PICK), indices(scope, tokens(quadrant, layer)));
      }
      picks.put(quadrant, tensors);
    }
  }

  private static int[] tokens(Quadrant quadrant, MeasuredLayer layer) {
    return quadrant.shiftedTokens(
        layer.shape().height(), layer.shape().width(), layer.shift().orElseThrow());
  }

  private static OnnxTensor indices(TensorScope scope, int[] tokens) throws OrtException {
    float[] numbers = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      numbers[i] = tokens[i];
    }
    return scope.numbers(OnnxJavaType.INT64, numbers, tokens.length);
  }

  /**
   * Runs the four windows of a batch of images.
   *
   * @param images the images' numbers
   * @param timestep the timestep
   * @return the control of each image
   */
  List<StitchedTokens> run(List<Integer> images, int timestep) throws OrtException {
    List<StitchedTokens> stitched = new ArrayList<>();
    images.forEach(image -> stitched.add(new StitchedTokens()));
    Set<String> outputs = new LinkedHashSet<>();
    layers.forEach(layer -> outputs.add(layer.value(StatisticHeads.PICKED)));
    for (Quadrant quadrant : Quadrant.values()) {
      Map<String, OnnxTensor> extra = new LinkedHashMap<>(constants);
      extra.putAll(picks.get(quadrant));
      List<float[]> samples = new ArrayList<>();
      for (int image : images) {
        samples.add(inputs.noisy(image, timestep, quadrant.down(), quadrant.right()));
      }
      long[] shape = {inputs.channels(), inputs.height(), inputs.width()};
      try (RunOutputs run = session.run(samples, shape, timestep, extra, outputs)) {
        for (MeasuredLayer layer : layers) {
          for (int i = 0; i < stitched.size(); i++) {
            stitched
                .get(i)
                .put(layer.shape(), quadrant, run.floats(layer.value(StatisticHeads.PICKED), i));
          }
        }
      }
    }
    return stitched;
  }
}
