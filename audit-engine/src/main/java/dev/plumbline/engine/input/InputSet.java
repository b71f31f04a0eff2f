package dev.plumbline.engine.input;

import dev.plumbline.engine.input.encoders.Conditioning;
import dev.plumbline.engine.input.encoders.EncodedLatents;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.latents.NoiseSchedule;
import dev.plumbline.engine.input.latents.Window;
import dev.plumbline.engine.input.scenes.SceneOrder;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything a U-Net is run on, in memory: clean latents, their noise, the noise schedule and the
 * prompt embeddings. Images that train the probe come first, then those that test it, each in
 * canonical order; images that are cross-fitted come fold by fold.
 */
public final class InputSet {

  private final List<Sample> samples;
  private final List<SourceImage> images;
  private final NoisyLatents latents;
  private final Conditioning conditioning;
  private final EncodedLatents made;
  private final int folds;
  private final long seed;

  InputSet(
      List<Sample> samples,
      NoisyLatents latents,
      Conditioning conditioning,
      EncodedLatents made,
      int folds,
      long seed) {
    this.samples = samples;
    images = samples.stream().map(Sample::image).toList();
    this.latents = latents;
    this.conditioning = conditioning;
    this.made = made;
    this.folds = folds;
    this.seed = seed;
  }

  /**
   * The scenes of images that are split by scene, in an order drawn at random.
   *
   * @return the order
   */
  public SceneOrder sceneOrder() {
    return SceneOrder.of(images, seed);
  }

  /**
   * The images, those that train the probe first; fold by fold where there are several.
   *
   * @return the images; other methods number them in this order
   */
  public List<SourceImage> images() {
    return images;
  }

  /**
   * Into how many folds the images are dealt.
   *
   * @return the number; 1 where a single split says which images train and which test
   */
  public int folds() {
    return folds;
  }

  /**
   * The run's seed, from which everything is drawn that is random.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * The channels of what the U-Net is run on: the latents', and those that an inpainting or editing
   * U-Net takes beside them.
   *
   * @return C
   */
  public int channels() {
    return latents.channels();
  }

  /**
   * The height of what the U-Net is run on.
   *
   * @return h
   */
  public int height() {
    return latents.height();
  }

  /**
   * The width of what the U-Net is run on.
   *
   * @return w
   */
  public int width() {
    return latents.width();
  }

  /**
   * How many latents there are beyond h and w on every side.
   *
   * @return the margin that the geometry wants, or 0 if the images or latents do not suffice for it
   */
  public int margin() {
    return latents.margin();
  }

  /**
   * Why there is no margin although the geometry wants one.
   *
   * @return the reason, a clause; empty if there is a margin, or only the size of the latents that
   *     were given stands against it
   */
  public Optional<String> noMargin() {
    return made.noMargin();
  }

  /**
   * A clean latent, x_0, without margin.
   *
   * @param i the image's number
   * @return [c·h·w], the caller's own copy; c are the latents' own channels
   */
  public float[] latent(int i) {
    return latents.clean(samples.get(i).item());
  }

  /**
   * What the U-Net is run on: a noisy latent, x_t = √ᾱ_t · x_0 + √(1−ᾱ_t) · ε, computed in double
   * precision, and behind it what an inpainting or editing U-Net takes beside it. Every timestep
   * has the image's same ε. Where there is a margin, the window in the middle.
   *
   * @param i the image's number
   * @param timestep the training timestep t
   * @return [C·h·w], the caller's own
   * @throws UserError if the schedule has no such timestep
   */
  public float[] noisy(int i, int timestep) {
    return noisy(i, timestep, 0, 0);
  }

  /**
   * A noisy latent, seen through a window that is shifted against the one in the middle. It is cut
   * out after noising, so that all windows show one and the same x_t.
   *
   * @param i the image's number
   * @param timestep the training timestep t
   * @param down by how many latents the window is shifted down, at most the margin; negative for up
   * @param right by how many it is shifted to the right, likewise
   * @return [C·h·w], the caller's own
   * @throws UserError if the schedule has no such timestep
   */
  public float[] noisy(int i, int timestep, int down, int right) {
    return latents.noisy(samples.get(i).item(), timestep, down, right);
  }

  /**
   * The prompt embeddings, the same for every image.
   *
   * @return [1,S,D]
   */
  public NumpyArray prompt() {
    return conditioning.prompt();
  }

  /**
   * All that the U-Net is conditioned on, the same for every image.
   *
   * @return the conditioning
   */
  public Conditioning conditioning() {
    return conditioning;
  }

  /**
   * The images that show nearly the same and are scenes of their own.
   *
   * @return their names, group by group
   */
  public List<List<String>> nearDuplicates() {
    return made.nearDuplicates();
  }

  /**
   * Says in what these inputs are not another set's, which would have a part in every difference
   * between what two U-Nets make of them.
   *
   * @param other the other set
   * @return phrases such as "latents (3×2×2 in place of 3×4×4)"; none if the inputs are identical
   */
  public List<String> differences(InputSet other) {
    List<String> differences = new ArrayList<>();
    latents()
        .difference(other.latents())
        .map(how -> "latents (" + how + ")")
        .ifPresent(differences::add);
    if (!prompt().sameAs(other.prompt()) || !samePooledPrompt(other)) {
      differences.add("prompt embeddings");
    }
    if (!schedule().equals(other.schedule())) {
      differences.add("noise schedule");
    }
    return differences;
  }

  /** Returns whether the pooled prompt embeddings are another set's, or neither has any. */
  boolean samePooledPrompt(InputSet other) {
    Optional<NumpyArray> mine = conditioning.pooled();
    Optional<NumpyArray> theirs = other.conditioning.pooled();
    return mine.isPresent() == theirs.isPresent()
        && (mine.isEmpty() || mine.get().sameAs(theirs.get()));
  }

  /** The clean latents, in canonical order. */
  public Latents latents() {
    return latents.latents();
  }

  /**
   * The noise schedule.
   *
   * @return the schedule
   */
  NoiseSchedule schedule() {
    return latents.schedule();
  }

  /**
   * Cuts a border off every channel.
   *
   * @param x [c·h·w]
   * @param c its channels
   * @param h its height
   * @param w its width
   * @param by how many rows and columns to cut off on every side
   * @return [c·(h−2·by)·(w−2·by)]
   * @throws IllegalArgumentException if x has another size, or nothing would be left
   */
  public static float[] crop(float[] x, int c, int h, int w, int by) {
    if (by < 0 || x.length != c * h * w) {
      throw new IllegalArgumentException(
          String.format(
              "%d values cannot be cropped as [%d, %d, %d] by %d", x.length, c, h, w, by));
    }
    int height = h - 2 * by;
    int width = w - 2 * by;
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format("Nothing is left of %d×%d when cropped by %d a side", h, w, by));
    }
    return new Window(by, by, height, width).cut(x, c, h, w);
  }
}
