package dev.plumbline.engine.input.scenes;

import dev.plumbline.engine.plan.Split;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Splits images into those that train a probe and those that test it: at least a fifth. */
public final class SceneSplit {

  private SceneSplit() {}

  /**
   * Marks the test images.
   *
   * @param images the images in canonical order
   * @param split how to split them
   * @param seed the seed of the scenes' order
   * @param warnings told if there can be no test image
   * @return the images in the same order, marked
   */
  public static List<SourceImage> mark(
      List<SourceImage> images, Split split, long seed, Consumer<String> warnings) {
    Set<String> test =
        switch (split) {
          case HASH -> byScene(images, seed);
          case TAIL -> tail(images);
        };
    if (test.isEmpty() || test.size() == images.size()) {
      warnings.accept(
          String.format(
              "No image can be kept from training: there %s of %s. There will be no figures of the"
                  + " position probe; they need images of more scenes (a scene is a sub-folder of the"
                  + " image folder, or an image directly in it).",
              images.size() == 1 ? "is 1 image" : "are " + images.size() + " images",
              scenes(images).size() == 1 ? "one scene" : scenes(images).size() + " scenes"));
      test = Set.of();
    }
    Set<String> marked = test;
    return images.stream()
        .map(
            image -> new SourceImage(image.name(), image.scene(), marked.contains(image.name()), 0))
        .toList();
  }

  /** Orders scenes: those that are first test the probe. */
  static Comparator<String> order(long seed) {
    return SeededHash.order("split", seed);
  }

  private static Set<String> byScene(List<SourceImage> images, long seed) {
    Map<String, Integer> sizes = new HashMap<>();
    images.forEach(image -> sizes.merge(image.scene(), 1, Integer::sum));
    Set<String> scenes = new HashSet<>();
    int count = 0;
    for (String scene : sizes.keySet().stream().sorted(order(seed)).toList()) {
      if (5L * count >= images.size()) {
        break;
      }
      scenes.add(scene);
      count += sizes.get(scene);
    }
    return names(images.stream().filter(image -> scenes.contains(image.scene())).toList());
  }

  private static Set<String> tail(List<SourceImage> images) {
    int count = (images.size() + 4) / 5;
    return names(images.subList(images.size() - count, images.size()));
  }

  private static Set<String> names(List<SourceImage> images) {
    Set<String> names = new HashSet<>();
    images.forEach(image -> names.add(image.name()));
    return names;
  }

  private static Set<String> scenes(List<SourceImage> images) {
    Set<String> scenes = new TreeSet<>();
    images.forEach(image -> scenes.add(image.scene()));
    return scenes;
  }
}
