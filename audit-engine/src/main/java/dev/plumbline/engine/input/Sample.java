package dev.plumbline.engine.input;

import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.scenes.SceneFolds;
import dev.plumbline.engine.input.scenes.SceneSplit;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.plan.Inputs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * An image with its latent.
 *
 * @param image the image, and whether it trains the probe or tests it
 * @param item its latent
 */
record Sample(SourceImage image, Latents.Item item) {

  /**
   * Splits the images of latents, and puts those that train the probe first; fold by fold where
   * there are several.
   *
   * @param latents the latents, in canonical order
   * @param inputs how the user wants them split
   * @param warnings told if the split is not what was wanted
   */
  static List<Sample> inOrder(Latents latents, Inputs inputs, Consumer<String> warnings) {
    List<SourceImage> images =
        latents.items().stream()
            .map(item -> new SourceImage(item.name(), item.scene(), false, 0))
            .toList();
    List<SourceImage> marked = split(images, inputs, warnings);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < marked.size(); i++) {
      samples.add(new Sample(marked.get(i), latents.items().get(i)));
    }
    // The sort is stable: within training and test, and within a fold, the canonical order stays.
    samples.sort(
        Comparator.<Sample, Boolean>comparing(sample -> sample.image().test())
            .thenComparing(sample -> sample.image().fold()));
    return samples;
  }

  /** Marks the images that test the probe, or deals them into folds. */
  static List<SourceImage> split(
      List<SourceImage> images, Inputs inputs, Consumer<String> warnings) {
    return inputs.folds() == 1
        ? SceneSplit.mark(images, inputs.split(), inputs.seed(), warnings)
        : SceneFolds.deal(images, inputs.split(), inputs.folds(), inputs.seed());
  }
}
