package dev.plumbline.engine.measure.network;

import dev.plumbline.engine.checkpoint.backbone.ControlWindows;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.Asked;
import dev.plumbline.engine.measure.heads.CroppedGroupSumsHead;
import dev.plumbline.engine.measure.heads.HeadInputs;
import dev.plumbline.engine.measure.heads.HeadRun;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.session.TensorScope;
import dev.plumbline.engine.measure.windows.Quadrant;
import dev.plumbline.engine.measure.windows.StitchedTokens;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The control of a graph that runs at one size only: four runs on windows that are shifted
 * diagonally against the one in the middle. Each shows a {@link Quadrant} of the middle window's
 * content as far from its border as a crop would.
 */
public final class ShiftedWindows {

  private final NetworkSession session;
  private final InputSet inputs;
  private final HeadInputs heads;
  private final int shift;
  private final List<MeasuredLayer> layers;
  private final Asked asked;
  private final Map<Quadrant, Map<String, Tensor>> picks = new EnumMap<>(Quadrant.class);

  /**
   * Makes what the runs need beside latents.
   *
   * @param session the network
   * @param inputs what it is run on
   * @param layers the layers, those without this control included
   * @param heads what heads are given
   * @param windows how far windows are shifted
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  ShiftedWindows(
      NetworkSession session,
      InputSet inputs,
      List<MeasuredLayer> layers,
      HeadInputs heads,
      ControlWindows windows)
      throws SessionException {
    this.session = session;
    this.inputs = inputs;
    this.heads = heads;
    this.shift = windows.shift();
    this.layers = layers.stream().filter(layer -> layer.shift().isPresent()).toList();
    this.asked = Asked.of(HeadRun.SHIFTED, this.layers);
    for (Quadrant quadrant : Quadrant.values()) {
      Map<MeasuredLayer, int[]> tokens = new LinkedHashMap<>();
      this.layers.forEach(layer -> tokens.put(layer, tokens(quadrant, layer)));
      picks.put(quadrant, heads.picks(tokens));
    }
  }

  private static int[] tokens(Quadrant quadrant, MeasuredLayer layer) {
    return quadrant.shiftedTokens(
        layer.shape().height(), layer.shape().width(), layer.shift().orElseThrow());
  }

  /**
   * Runs the four windows of a batch of images.
   *
   * @param images the images' numbers
   * @param timestep the timestep
   * @return the control of each image
   */
  List<StitchedTokens> run(List<Integer> images, int timestep) throws SessionException {
    List<StitchedTokens> stitched = new ArrayList<>();
    images.forEach(image -> stitched.add(new StitchedTokens()));
    long[] shape = {inputs.channels(), inputs.height(), inputs.width()};
    for (Quadrant quadrant : Quadrant.values()) {
      List<float[]> samples = new ArrayList<>();
      for (int image : images) {
        samples.add(
            inputs.noisy(image, timestep, shift * quadrant.down(), shift * quadrant.right()));
      }
      try (TensorScope scope = new TensorScope()) {
        Map<String, Tensor> extra = heads.of(HeadRun.SHIFTED, asked, scope);
        extra.putAll(picks.get(quadrant));
        try (RunOutputs run = session.run(samples, shape, timestep, extra, asked.outputs())) {
          putTogether(stitched, quadrant, run);
        }
      }
    }
    return stitched;
  }

  private void putTogether(List<StitchedTokens> stitched, Quadrant quadrant, RunOutputs run) {
    for (MeasuredLayer layer : layers) {
      for (int i = 0; i < stitched.size(); i++) {
        float[] tokens = CroppedGroupSumsHead.readPicked(run, layer, i);
        stitched.get(i).put(layer.shape(), quadrant, tokens);
      }
    }
  }
}
