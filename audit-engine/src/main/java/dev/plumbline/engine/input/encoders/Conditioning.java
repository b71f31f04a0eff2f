package dev.plumbline.engine.input.encoders;

import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.AddedConditioning;
import java.util.Optional;

/**
 * What a U-Net is conditioned on, the same for every image; each array's first axis is 1.
 *
 * @param prompt the prompt embeddings [1,S,D]
 * @param pooled the pooled prompt embeddings [1,D], if the U-Net takes any
 * @param timeIds the size conditioning [1,6] or [1,5], if the U-Net takes any
 * @param guidance the embedding of the guidance scale [1,W], if the U-Net takes any
 */
public record Conditioning(
    NumpyArray prompt,
    Optional<NumpyArray> pooled,
    Optional<NumpyArray> timeIds,
    Optional<NumpyArray> guidance) {

  /** What LCM pipelines take where nobody says otherwise; it lies within what LCMs train on. */
  static final double GUIDANCE_SCALE = 8.5;

  /** What SDXL's refiner takes for a picture that is to be liked. */
  private static final float AESTHETIC_SCORE = 6;

  private static final int REFINER_TIME_IDS = 5;

  /**
   * Puts the conditioning together.
   *
   * @param prompts the embeddings of the prompt
   * @param added what the U-Net takes
   * @param height the image's height in pixels
   * @param width the image's width in pixels
   */
  public static Conditioning of(
      PromptEmbeddings prompts, AddedConditioning added, int height, int width) {
    return new Conditioning(
        prompts.tokens(),
        prompts.pooled(),
        Optional.of(added.timeIds())
            .filter(count -> count > 0)
            .map(count -> row(timeIds(count, height, width))),
        Optional.of(added.guidanceWidth())
            .filter(size -> size > 0)
            .map(size -> row(guidanceEmbedding(GUIDANCE_SCALE - 1, size))));
  }

  /** Original size, offset of the crop, then target size or, for the refiner, aesthetic score. */
  private static float[] timeIds(int count, int height, int width) {
    return count == REFINER_TIME_IDS
        ? new float[] {height, width, 0, 0, AESTHETIC_SCORE}
        : new float[] {height, width, 0, 0, height, width};
  }

  /**
   * The sinusoidal embedding of a guidance weight w, as latent consistency models define it: sines,
   * then cosines, of 1000·w at geometrically falling frequencies.
   */
  static float[] guidanceEmbedding(double weight, int size) {
    int half = size / 2;
    float[] embedding = new float[size];
    for (int i = 0; i < half; i++) {
      double frequency = half == 1 ? 1 : Math.exp(-Math.log(10_000) * i / (half - 1));
      embedding[i] = (float) Math.sin(1000 * weight * frequency);
      embedding[half + i] = (float) Math.cos(1000 * weight * frequency);
    }
    return embedding;
  }

  private static NumpyArray row(float[] values) {
    return new NumpyArray(new long[] {1, values.length}, values);
  }
}
