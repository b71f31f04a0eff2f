package dev.plumbline.engine.input.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SceneFoldsTest {

  @Test
  void neverSplitsASceneAndLeavesNoFoldEmpty() {
    List<SourceImage> images = scenes(4, 1, 7, 3, 2, 5, 1);
    for (int seed = 0; seed < 20; seed++) {
      for (int folds = 2; folds <= 7; folds++) {
        List<SourceImage> dealt = SceneFolds.deal(images, Split.HASH, folds, seed);

        assertThat(dealt).extracting(SourceImage::name).containsExactlyElementsOf(names(images));
        assertThat(dealt).noneMatch(SourceImage::test);
        assertThat(foldsOf(dealt)).hasSize(7);
        assertThat(sizes(dealt).keySet())
            .containsExactlyElementsOf(IntStream.range(0, folds).boxed().toList());
      }
    }
  }

  @Test
  void balancesImagesAsFarAsScenesAllow() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(sizes(SceneFolds.deal(scenes(3, 3, 3, 3, 3, 3), Split.HASH, 3, seed)))
          .containsExactlyEntriesOf(new TreeMap<>(Map.of(0, 6, 1, 6, 2, 6)));
      // a scene goes to the fold with the fewest images, so the largest scene bounds the difference
      Map<Integer, Integer> uneven =
          sizes(SceneFolds.deal(scenes(4, 1, 7, 3, 2, 5, 1, 6, 3), Split.HASH, 4, seed));
      assertThat(Collections.max(uneven.values()) - Collections.min(uneven.values()))
          .isLessThanOrEqualTo(7);
    }
  }

  @Test
  void dependsOnSeedAndScenesOnly() {
    List<SourceImage> images = new ArrayList<>(scenes(4, 1, 7, 3, 2, 5, 1));
    Map<String, Integer> folds = foldsOf(SceneFolds.deal(images, Split.HASH, 3, 5));

    Collections.shuffle(images, new Random(2));
    assertThat(foldsOf(SceneFolds.deal(images, Split.HASH, 3, 5))).isEqualTo(folds);
    assertThat(
            IntStream.range(0, 20)
                .mapToObj(seed -> foldsOf(SceneFolds.deal(images, Split.HASH, 3, seed)))
                .distinct())
        .hasSizeGreaterThan(10);
  }

  @Test
  void dealsTheTailOutAsItComes() {
    List<SourceImage> images = scenes(31);
    List<SourceImage> dealt = SceneFolds.deal(images, Split.TAIL, 5, 0);

    assertThat(dealt).extracting(SourceImage::fold).isSorted();
    assertThat(sizes(dealt).values()).containsExactly(6, 6, 6, 6, 7);
    assertThat(dealt.stream().filter(image -> image.fold() == 4).map(SourceImage::name))
        .containsExactlyElementsOf(
            SceneSplit.mark(images, Split.TAIL, 0, warning -> {}).stream()
                .filter(SourceImage::test)
                .map(SourceImage::name)
                .toList());
  }

  @Test
  void tooFewScenesForAsManyFoldsAreSaid() {
    assertThatThrownBy(() -> SceneFolds.deal(scenes(4, 2, 1), Split.HASH, 5, 0))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "audit.folds=5: there are 7 images of 3 scenes, and scenes are never split. Take at most"
                + " 3 folds, or give images of more scenes (a scene is a sub-folder of the image"
                + " folder, or an image directly in it).");
    assertThatThrownBy(() -> SceneFolds.deal(scenes(4), Split.HASH, 2, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "4 images of 1 scene, and scenes are never split. Leave out audit.folds,");
    assertThatThrownBy(() -> SceneFolds.deal(scenes(2, 2), Split.TAIL, 5, 0))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "audit.folds=5: there are 4 images, and no fold may be empty. Take at most 4 folds, or"
                + " give more images.");
  }

  private static List<String> names(List<SourceImage> images) {
    return images.stream().map(SourceImage::name).toList();
  }

  /** Returns the fold of each scene, and fails if a scene is in two. */
  private static Map<String, Integer> foldsOf(List<SourceImage> images) {
    Map<String, Integer> folds = new HashMap<>();
    for (SourceImage image : images) {
      Integer before = folds.put(image.scene(), image.fold());
      assertThat(before == null ? image.fold() : before).isEqualTo(image.fold());
    }
    return folds;
  }

  private static Map<Integer, Integer> sizes(List<SourceImage> images) {
    Map<Integer, Integer> sizes = new TreeMap<>();
    images.forEach(image -> sizes.merge(image.fold(), 1, Integer::sum));
    return sizes;
  }

  private static List<SourceImage> scenes(int... sizes) {
    List<SourceImage> images = new ArrayList<>();
    for (int scene = 0; scene < sizes.length; scene++) {
      for (int i = 0; i < sizes[scene]; i++) {
        images.add(new SourceImage("s" + scene + "/" + i + ".png", "s" + scene, false, 0));
      }
    }
    return images;
  }
}
