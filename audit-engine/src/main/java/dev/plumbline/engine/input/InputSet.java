package dev.plumbline.engine.input;

import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything a U-Net is run on, in memory: clean latents, their noise, the noise schedule and the
 * prompt embeddings. Images that train the probe come first, then those that test it, each in
 * canonical order.
 */
public final class InputSet {

  private record Sample(SourceImage image, Latents.Item item) {}

  private final List<Sample> samples;
  private final List<SourceImage> images;
  private final Latents latents;
  private final NoiseFields noise;
  private final NoiseSchedule schedule;
  private final NumpyArray prompt;

  private InputSet(
      List<Sample> samples,
      Latents latents,
      NoiseFields noise,
      NoiseSchedule schedule,
      NumpyArray prompt) {
    this.samples = samples;
    images = samples.stream().map(Sample::image).toList();
    this.latents = latents;
    this.noise = noise;
    this.schedule = schedule;
    this.prompt = prompt;
  }

  /**
   * Makes everything ready.
   *
   * @param inputs what the user wants the U-Net to be run on
   * @param geometry what the U-Net takes
   * @param encoders the pipeline's files
   * @param encodings what encoders made for other checkpoints of the run; more is added
   * @param opener opens encoders; the sessions are closed before this returns
   * @param warnings told, in sentences, of what was left out or assumed
   * @return the inputs
   * @throws UserError if something needed is missing, unreadable or does not fit the U-Net
   */
  public static InputSet load(
      Inputs inputs,
      Geometry geometry,
      Encoders encoders,
      Encodings encodings,
      ModelOpener opener,
      Consumer<String> warnings) {
    if (inputs.samples() < 1) {
      throw new UserError(
          "audit.samples is " + inputs.samples() + ": an audit needs at least 1 image.");
    }
    NoiseSchedule schedule = schedule(inputs, encoders, warnings);
    NumpyArray prompt = prompt(inputs, geometry, encoders, encodings, opener, warnings);
    Latents latents =
        inputs.latents().isPresent()
            ? Latents.fromFile(inputs.latents().get(), inputs, geometry)
            : encodings.latents(inputs, geometry, encoders, opener, warnings);
    NoiseFields noise = NoiseFields.of(inputs.noise(), inputs.seed(), latents);
    return new InputSet(samples(latents, inputs, warnings), latents, noise, schedule, prompt);
  }

  /**
   * The images, those that train the probe first.
   *
   * @return the images; other methods number them in this order
   */
  public List<SourceImage> images() {
    return images;
  }

  /**
   * The latents' channels.
   *
   * @return C
   */
  public int channels() {
    return latents.channels();
  }

  /**
   * The latents' height.
   *
   * @return h
   */
  public int height() {
    return latents.height();
  }

  /**
   * The latents' width.
   *
   * @return w
   */
  public int width() {
    return latents.width();
  }

  /**
   * A clean latent, x_0.
   *
   * @param i the image's number
   * @return [C·h·w], the caller's own copy
   */
  public float[] latent(int i) {
    return samples.get(i).item.values().clone();
  }

  /**
   * A noisy latent, x_t = √ᾱ_t · x_0 + √(1−ᾱ_t) · ε, computed in double precision. Every timestep
   * has the image's same ε.
   *
   * @param i the image's number
   * @param timestep the training timestep t
   * @return [C·h·w], the caller's own
   * @throws UserError if the schedule has no such timestep
   */
  public float[] noisy(int i, int timestep) {
    double signal = schedule.signal(timestep);
    double noiseScale = schedule.noise(timestep);
    Latents.Item item = samples.get(i).item;
    float[] field = noise.field(item.name(), item.row());
    float[] noisy = new float[field.length];
    for (int k = 0; k < noisy.length; k++) {
      noisy[k] = (float) (signal * item.values()[k] + noiseScale * field[k]);
    }
    return noisy;
  }

  /**
   * The prompt embeddings, the same for every image.
   *
   * @return [1,S,D]
   */
  public NumpyArray prompt() {
    return prompt;
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
    latents
        .difference(other.latents)
        .map(how -> "latents (" + how + ")")
        .ifPresent(differences::add);
    if (!prompt.sameAs(other.prompt)) {
      differences.add("prompt embeddings");
    }
    if (!schedule.equals(other.schedule)) {
      differences.add("noise schedule");
    }
    return differences;
  }

  /** The clean latents, in canonical order. */
  Latents latents() {
    return latents;
  }

  /**
   * The noise schedule.
   *
   * @return the schedule
   */
  public NoiseSchedule schedule() {
    return schedule;
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
    float[] cropped = new float[c * height * width];
    for (int row = 0; row < c * height; row++) {
      int from = (row / height * h + row % height + by) * w + by;
      System.arraycopy(x, from, cropped, row * width, width);
    }
    return cropped;
  }

  private static NoiseSchedule schedule(
      Inputs inputs, Encoders encoders, Consumer<String> warnings) {
    if (encoders.schedulerConfig().isPresent()) {
      return NoiseSchedule.read(encoders.schedulerConfig().get());
    }
    Optional<NoiseSchedule> noted = inputs.latents().flatMap(EncodedFiles::schedule);
    if (noted.isPresent()) {
      return noted.get();
    }
    warnings.accept(
        "This checkpoint has no scheduler config: Stable Diffusion's noise schedule is assumed"
            + " (scaled_linear from 0.00085 to 0.012 over 1000 timesteps).");
    return NoiseSchedule.stableDiffusion();
  }

  private static NumpyArray prompt(
      Inputs inputs,
      Geometry geometry,
      Encoders encoders,
      Encodings encodings,
      ModelOpener opener,
      Consumer<String> warnings) {
    if (inputs.prompt().isEmpty() && encoders.textEncoder().isEmpty()) {
      throw new UserError(
          "This checkpoint has no text encoder to make prompt embeddings with: give embeddings in"
              + " -Daudit.prompt=file.npy, a pipeline folder in -Daudit.checkpoint, or, where"
              + " another checkpoint of the run has one, that checkpoint's name in"
              + " -Daudit.inputs.from.");
    }
    NumpyArray prompt =
        inputs.prompt().isPresent()
            ? PromptEmbedding.fromFile(inputs.prompt().get())
            : encodings.emptyPrompt(encoders, opener, warnings);
    long width = prompt.shape()[2];
    if (geometry.contextWidth().isPresent() && geometry.contextWidth().getAsInt() != width) {
      throw new UserError(
          String.format(
              "The prompt embeddings %s are %d wide, and this U-Net takes %d: give embeddings made"
                  + " for it in -Daudit.prompt=file.npy.",
              inputs
                  .prompt()
                  .map(file -> "in " + file)
                  .orElseGet(() -> "of the text encoder " + encoders.textEncoder().get()),
              width,
              geometry.contextWidth().getAsInt()));
    }
    return prompt;
  }

  private static List<Sample> samples(Latents latents, Inputs inputs, Consumer<String> warnings) {
    List<SourceImage> images =
        latents.items().stream()
            .map(item -> new SourceImage(item.name(), item.scene(), false))
            .toList();
    List<SourceImage> marked = SceneSplit.mark(images, inputs.split(), inputs.seed(), warnings);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < marked.size(); i++) {
      samples.add(new Sample(marked.get(i), latents.items().get(i)));
    }
    // The sort is stable: within training and test the canonical order stays.
    samples.sort(Comparator.comparing(sample -> sample.image().test()));
    return samples;
  }
}
