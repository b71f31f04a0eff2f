package dev.plumbline.engine.input.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.plan.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SceneSplitTest {

  private final List<String> warnings = new ArrayList<>();

  @Test
  void neverSplitsAScene() {
    for (int seed = 0; seed < 50; seed++) {
      List<SourceImage> marked =
          SceneSplit.mark(scenes(4, 1, 7, 3, 2, 5, 1), Split.HASH, seed, warnings::add);
      Set<String> test = scenesOf(marked, true);
      Set<String> training = scenesOf(marked, false);

      assertThat(test).isNotEmpty().doesNotContainAnyElementsOf(training);
      assertThat(training).isNotEmpty();
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void takesNoMoreScenesThanAFifthNeeds() {
    for (int seed = 0; seed < 50; seed++) {
      List<SourceImage> marked =
          SceneSplit.mark(scenes(2, 2, 2, 2, 2, 2, 2), Split.HASH, seed, warnings::add);

      assertThat(marked.stream().filter(SourceImage::test)).hasSize(4);
    }
  }

  @Test
  void dependsOnSeedAndScenesOnly() {
    List<SourceImage> images = new ArrayList<>(scenes(4, 1, 7, 3, 2, 5, 1));
    Set<String> test = scenesOf(SceneSplit.mark(images, Split.HASH, 5, warnings::add), true);

    Collections.shuffle(images, new Random(2));
    assertThat(scenesOf(SceneSplit.mark(images, Split.HASH, 5, warnings::add), true))
        .isEqualTo(test);
    Set<Set<String>> others = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      others.add(scenesOf(SceneSplit.mark(images, Split.HASH, seed, warnings::add), true));
    }
    assertThat(others).hasSizeGreaterThan(3);
  }

  @Test
  void takesTheLastFifthAsItComes() {
    List<SourceImage> marked = SceneSplit.mark(scenes(31), Split.TAIL, 0, warnings::add);

    assertThat(marked.subList(0, 24)).noneMatch(SourceImage::test);
    assertThat(marked.subList(24, 31)).hasSize(7).allMatch(SourceImage::test);
    assertThat(warnings).isEmpty();
  }

  @Test
  void trainsOnEverythingWhereNothingCanBeKept() {
    assertThat(SceneSplit.mark(scenes(10), Split.HASH, 0, warnings::add))
        .hasSize(10)
        .noneMatch(SourceImage::test);
    assertThat(warnings)
        .containsExactly(
            "No image can be kept from training: there are 10 images of one scene. There will be"
                + " no figures of the position probe; they need images of more scenes (a scene is a"
                + " sub-folder of the image folder, or an image directly in it).");
    assertThat(SceneSplit.mark(scenes(1), Split.TAIL, 0, warnings::add))
        .noneMatch(SourceImage::test);
    assertThat(warnings).hasSize(2).last().asString().contains("there is 1 image of one scene");
  }

  private static Set<String> scenesOf(List<SourceImage> images, boolean test) {
    return images.stream()
        .filter(image -> image.test() == test)
        .map(SourceImage::scene)
        .collect(Collectors.toSet());
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
