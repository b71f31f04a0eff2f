package dev.plumbline.engine.measure.pass;

import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.scenes.SourceImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Images of a pass that come one after another as the same: as training images, or as test images
 * of the same classifiers.
 *
 * @param name what it is called in names of files
 * @param fold its fold, from 0; 0 of a single split
 * @param test whether its images are test images
 */
public record Section(String name, int fold, boolean test) {

  /**
   * Returns the sections of a pass in their order.
   *
   * @param folds how many folds there are; 1 for a single split
   * @param trains whether any measurement needs classifiers
   */
  public static List<Section> of(int folds, boolean trains) {
    if (folds == 1) {
      return List.of(new Section("training", 0, false), new Section("test", 0, true));
    }
    List<Section> sections = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      sections.add(new Section("fold" + (fold + 1), fold, false));
    }
    for (int fold = 0; fold < folds && trains; fold++) {
      sections.add(new Section("fold" + (fold + 1) + "-test", fold, true));
    }
    return sections;
  }

  /** Returns the numbers of its images, chunk by chunk. */
  List<List<Integer>> chunks(InputSet inputs) {
    Predicate<SourceImage> some =
        inputs.folds() > 1 ? image -> image.fold() == fold : image -> image.test() == test;
    List<SourceImage> images = inputs.images();
    return Chunks.of(
        images,
        IntStream.range(0, images.size()).filter(i -> some.test(images.get(i))).boxed().toList());
  }
}
