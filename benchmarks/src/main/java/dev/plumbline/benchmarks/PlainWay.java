package dev.plumbline.benchmarks;

import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.measure.network.PlainNetwork;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.Map;
import java.util.Set;

/** Runs the U-Net without heads. Noise is added beforehand, so that nothing but runs is timed. */
final class PlainWay implements Way {

  private final PlainNetwork unet;
  private final Setup setup;
  private final Set<String> outputs;
  private final int height;
  private final int width;
  private final boolean crops;
  private final float[][] samples;
  private final float[][] cropped;

  PlainWay(PlainNetwork unet, InputSet inputs, Setup setup, Set<String> outputs) {
    this.unet = unet;
    this.setup = setup;
    this.outputs = outputs;
    height = inputs.height();
    width = inputs.width();
    crops = setup.crops(height, width);
    int images = inputs.images().size();
    samples = new float[images][];
    cropped = new float[images][];
    for (int i = 0; i < images; i++) {
      samples[i] = inputs.noisy(i, setup.timestep());
      if (crops) {
        cropped[i] =
            InputSet.crop(samples[i], inputs.channels(), height, width, OpenedCheckpoint.CROP);
      }
    }
  }

  @Override
  public void warmUp() throws SessionException {
    run(0);
  }

  @Override
  public void run() throws SessionException {
    for (int i = 0; i < samples.length; i++) {
      run(i);
    }
  }

  private void run(int image) throws SessionException {
    full(image, outputs);
    if (crops) {
      cropped(image, outputs);
    }
  }

  int images() {
    return samples.length;
  }

  boolean crops() {
    return crops;
  }

  /** Runs an image at full size. */
  Map<String, NumpyArray> full(int image, Set<String> wanted) throws SessionException {
    return unet.run(samples[image], height, width, setup.timestep(), wanted);
  }

  /** Runs an image cropped. */
  Map<String, NumpyArray> cropped(int image, Set<String> wanted) throws SessionException {
    int cut = 2 * OpenedCheckpoint.CROP;
    return unet.run(cropped[image], height - cut, width - cut, setup.timestep(), wanted);
  }

  @Override
  public float[] predictedNoise(int image) throws SessionException {
    return full(image, Set.of(setup.noise())).get(setup.noise()).data();
  }

  @Override
  public void close() throws SessionException {
    unet.close();
  }
}
