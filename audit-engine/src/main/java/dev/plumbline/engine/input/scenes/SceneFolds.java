package dev.plumbline.engine.input.scenes;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Deals images into folds, each of which tests a probe that is trained on all the others. */
public final class SceneFolds {

  private static final String SCENES =
      "images of more scenes (a scene is a sub-folder of the image folder, or an image directly in"
          + " it)";

  private SceneFolds() {}

  /**
   * Deals images out.
   *
   * @param images the images in canonical order
   * @param split whether scenes are dealt out whole, in the order of a hash and each to the fold
   *     that has the fewest images, or the images as they come
   * @param folds how many folds there are to be, at least 2
   * @param seed the seed of the scenes' order
   * @return the images in the same order, each with its fold; no fold is empty
   * @throws UserError if there are too few scenes or images for as many folds
   */
  public static List<SourceImage> deal(
      List<SourceImage> images, Split split, int folds, long seed) {
    return switch (split) {
      case HASH -> byScene(images, folds, seed);
      case TAIL -> asTheyCome(images, folds);
    };
  }

  private static List<SourceImage> byScene(List<SourceImage> images, int folds, long seed) {
    Map<String, Integer> sizes = new HashMap<>();
    images.forEach(image -> sizes.merge(image.scene(), 1, Integer::sum));
    if (sizes.size() < folds) {
      throw refused(
          folds,
          count(images.size(), "image") + " of " + count(sizes.size(), "scene"),
          "scenes are never split",
          sizes.size(),
          SCENES);
    }
    int[] dealt = new int[folds];
    Map<String, Integer> foldOf = new HashMap<>();
    for (String scene : sizes.keySet().stream().sorted(SeededHash.order("split", seed)).toList()) {
      int fold = smallest(dealt);
      foldOf.put(scene, fold);
      dealt[fold] += sizes.get(scene);
    }
    return images.stream().map(image -> image.inFold(foldOf.get(image.scene()))).toList();
  }

  private static int smallest(int[] sizes) {
    int least = Arrays.stream(sizes).min().orElseThrow();
    return IntStream.range(0, sizes.length).filter(i -> sizes[i] == least).findFirst().orElse(0);
  }

  /** The last fold is the part that {@link Split#TAIL} keeps where there is one split. */
  private static List<SourceImage> asTheyCome(List<SourceImage> images, int folds) {
    int size = images.size();
    if (size < folds) {
      throw refused(folds, count(size, "image"), "no fold may be empty", size, "more images");
    }
    List<SourceImage> dealt = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int from = Math.toIntExact((long) fold * size / folds);
      int to = Math.toIntExact((fold + 1L) * size / folds);
      for (SourceImage image : images.subList(from, to)) {
        dealt.add(image.inFold(fold));
      }
    }
    return dealt;
  }

  private static UserError refused(int folds, String there, String why, int most, String remedy) {
    return new UserError(
        String.format(
            "%s=%d: there are %s, and %s. %s, or give %s.",
            AuditParameters.FOLDS,
            folds,
            there,
            why,
            most < 2 ? "Leave out " + AuditParameters.FOLDS : "Take at most " + most + " folds",
            remedy));
  }

  private static String count(int number, String thing) {
    return number == 1 ? "1 " + thing : number + " " + thing + "s";
  }
}
