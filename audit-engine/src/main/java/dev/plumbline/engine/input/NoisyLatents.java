package dev.plumbline.engine.input;

import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.latents.NoiseFields;
import dev.plumbline.engine.input.latents.NoiseSchedule;
import dev.plumbline.engine.input.latents.SampleLayout;
import dev.plumbline.engine.input.latents.VaeSettings;
import dev.plumbline.engine.input.latents.Window;

/**
 * Makes of clean latents what a network is run on.
 *
 * @param latents the clean latents, with their margin
 * @param noise their noise, of the same size
 * @param schedule how noise is mixed in
 * @param layout what a sample has beside the noisy latents
 * @param vae how latents are scaled
 * @param margin how many latents there are on every side beyond what a network sees at once
 */
record NoisyLatents(
    Latents latents,
    NoiseFields noise,
    NoiseSchedule schedule,
    SampleLayout layout,
    VaeSettings vae,
    int margin) {

  int channels() {
    return layout.sampleChannels(latents.channels());
  }

  int height() {
    return latents.height() - 2 * margin;
  }

  int width() {
    return latents.width() - 2 * margin;
  }

  /** Returns a clean latent [c·h·w] without margin. */
  float[] clean(Latents.Item item) {
    return window(item.values(), 0, 0);
  }

  /** Returns a sample [C·h·w]: see {@link InputSet#noisy(int, int, int, int)}. */
  float[] noisy(Latents.Item item, int timestep, int down, int right) {
    double signal = schedule.signal(timestep);
    double noiseScale = schedule.noise(timestep);
    float[] field = noise.field(item.name(), item.row());
    float[] noisy = new float[field.length];
    for (int k = 0; k < noisy.length; k++) {
      noisy[k] = (float) (signal * item.values()[k] + noiseScale * field[k]);
    }
    int size = latents.height() * latents.width();
    return window(layout.sample(noisy, item.values(), size, vae), down, right);
  }

  private float[] window(float[] field, int down, int right) {
    int c = field.length / (latents.height() * latents.width());
    return new Window(margin + down, margin + right, height(), width())
        .cut(field, c, latents.height(), latents.width());
  }
}
