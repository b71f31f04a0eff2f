package dev.plumbline.engine.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Inputs and options with defaults, for tests that set what they are about. */
public final class SomeOptions {

  private SomeOptions() {}

  /** Runs on the CPU, with as many threads. */
  public static RunOptions cpu(int threads) {
    return on(new Device(Device.Kind.CPU, 0), threads);
  }

  /** Runs on a device, with as many threads, and trains the default probe. */
  public static RunOptions on(Device device, int threads) {
    return new RunOptions(
        List.of(device),
        threads,
        OptionalInt.empty(),
        OptionalLong.empty(),
        ProbeOptions.LDA,
        Optional.empty(),
        Optional.empty());
  }

  /** Photographs with noise of their own, split by scene. */
  public static Inputs photographs(Path folder, int samples, Optional<Path> prompt) {
    return inputs(folder, Optional.empty(), samples, prompt, Split.HASH);
  }

  /** A file of latents with noise of their own. */
  public static Inputs latents(Path file, int samples, Optional<Path> prompt, Split split) {
    return inputs(Path.of("unused"), Optional.of(file), samples, prompt, split);
  }

  private static Inputs inputs(
      Path images, Optional<Path> latents, int samples, Optional<Path> prompt, Split split) {
    return new Inputs(
        images,
        latents,
        samples,
        1,
        new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, Optional.empty()),
        prompt,
        split,
        Optional.empty(),
        1);
  }
}
