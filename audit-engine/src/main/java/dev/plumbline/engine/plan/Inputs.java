package dev.plumbline.engine.plan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the U-Nets are run on.
 *
 * @param images the folder of photographs; unused when there are latents
 * @param latents a {@code .npy} file of latents [N,C,h,w]
 * @param samples the largest number of images
 * @param seed the seed of every choice and of the noise
 * @param noise how noise is drawn
 * @param prompt a {@code .npy} file of prompt embeddings [1,S,D]
 * @param split how images are split for the probe
 * @param pooledPrompt a file of pooled prompt embeddings [1,D]
 * @param folds into how many folds images are dealt for the probe; 1 for a single split
 */
public record Inputs(
    Path images,
    Optional<Path> latents,
    int samples,
    long seed,
    Noise noise,
    Optional<Path> prompt,
    Split split,
    Optional<Path> pooledPrompt,
    int folds) {

  /**
   * How noise is drawn.
   *
   * @param kind the way
   * @param file for {@link Kind#FILE}, the {@code .npy} file [N,C,h,w]
   */
  public record Noise(Kind kind, Optional<Path> file) {

    /** The ways to draw noise. */
    public enum Kind {
      /** For each image its own, from the seed and the image's name. */
      INDEPENDENT,
      /** One field for all images, as the paper did. */
      SHARED,
      /** From a file, a row an image. */
      FILE
    }
  }

  /**
   * Returns the same inputs, of which fewer or more are chosen.
   *
   * @param most the largest number of images
   */
  public Inputs withSamples(int most) {
    return new Inputs(images, latents, most, seed, noise, prompt, split, pooledPrompt, folds);
  }

  /**
   * Returns the same inputs with other choices and other noise.
   *
   * @param other the seed
   */
  public Inputs withSeed(long other) {
    return new Inputs(images, latents, samples, other, noise, prompt, split, pooledPrompt, folds);
  }

  /**
   * Returns the same inputs with noise drawn in another way.
   *
   * @param other the way
   */
  public Inputs withNoise(Noise other) {
    return new Inputs(images, latents, samples, seed, other, prompt, split, pooledPrompt, folds);
  }

  /**
   * Returns the same inputs, cross-fitted.
   *
   * @param number into how many folds images are dealt; 1 for a single split
   */
  public Inputs withFolds(int number) {
    return new Inputs(images, latents, samples, seed, noise, prompt, split, pooledPrompt, number);
  }
}
