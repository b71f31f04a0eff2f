package dev.plumbline.simulations;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * Scenes drawn with replacement. One that is drawn twice counts as two.
 *
 * @param scenes the scenes, in the order in which they were drawn
 */
record SceneDraw(List<String> scenes) {

  /** Copies the scenes. */
  SceneDraw {
    scenes = List.copyOf(scenes);
  }

  static SceneDraw of(List<String> from, int count, SplittableRandom random) {
    List<String> scenes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scenes.add(from.get(random.nextInt(from.size())));
    }
    return new SceneDraw(scenes);
  }

  /** Draws scenes until they have so many images. */
  static SceneDraw ofImages(
      List<String> from, int images, ToIntFunction<String> imagesOf, SplittableRandom random) {
    List<String> scenes = new ArrayList<>();
    int count = 0;
    while (count < images) {
      String scene = from.get(random.nextInt(from.size()));
      scenes.add(scene);
      count += imagesOf.applyAsInt(scene);
    }
    return new SceneDraw(scenes);
  }
}
