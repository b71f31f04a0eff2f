package dev.plumbline.engine.measure.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Glob;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExplorerChoiceTest {

  private static final LayerName CONV_IN = new LayerName("conv_in");
  private static final LayerName ATTENTION = new LayerName("down_blocks.0.attentions.0");
  private static final LayerName RESNET = new LayerName("down_blocks.0.resnets.0");
  private static final LayerName DOWN = new LayerName("down_blocks.0.downsamplers.0");
  private static final LayerName MIDDLE = new LayerName("mid_block.resnets.1");
  private static final List<LayerName> ALL = List.of(CONV_IN, RESNET, ATTENTION, DOWN, MIDDLE);

  /** Values of an image; three of them take 8 characters. */
  private static final Map<LayerName, Long> VALUES =
      Map.of(CONV_IN, 300L, RESNET, 150L, ATTENTION, 150L, DOWN, 60L, MIDDLE, 30L);

  private static ExplorerChoice choice(int images, long limit, String... globs) {
    return new ExplorerChoice(
        new Explorer(images, Arrays.stream(globs).map(Glob::ofLayer).toList(), limit),
        ALL,
        ATTENTION::equals,
        62);
  }

  private static Map<Integer, List<LayerName>> passes(Integer... timesteps) {
    Map<Integer, List<LayerName>> passes = new TreeMap<>();
    List.of(timesteps).forEach(timestep -> passes.put(timestep, ALL));
    return passes;
  }

  @Test
  void outputsOfBlocksAndOfAttentionsAreShown() {
    ExplorerChoice choice = choice(4, 1_000_000);
    choice.decide(VALUES, passes(50, 500));

    assertThat(choice.images()).isEqualTo(4);
    assertThat(choice.candidates()).containsExactly(CONV_IN, ATTENTION, DOWN, MIDDLE);
    assertThat(choice.leftOut()).isEmpty();
    assertThat(choice.shows(ATTENTION, 500)).isTrue();
    assertThat(choice.shows(RESNET, 50)).isFalse();
  }

  @Test
  void whatFitsExactlyIsShown() {
    // (300 + 60 + 30) values · 8/3 characters = 1040 an image and timestep
    ExplorerChoice fits = choice(2, 2 * 1040);
    fits.decide(VALUES, passes(50));
    assertThat(fits.leftOut()).containsExactly(new ExplorerChoice.Item(ATTENTION, 50));

    ExplorerChoice tooLarge = choice(2, 2 * 1040 - 1);
    tooLarge.decide(VALUES, passes(50));
    assertThat(tooLarge.leftOut()).contains(new ExplorerChoice.Item(CONV_IN, 50));
  }

  @Test
  void imagesGiveWayToBlocksButTwoRemain() {
    ExplorerChoice three = choice(4, 3 * 1040);
    three.decide(VALUES, passes(50, 200));
    assertThat(three.images()).isEqualTo(3);
    assertThat(List.of(CONV_IN, DOWN, MIDDLE)).allMatch(layer -> three.shows(layer, 50));
    assertThat(List.of(CONV_IN, DOWN, MIDDLE)).noneMatch(layer -> three.shows(layer, 200));

    ExplorerChoice two = choice(4, 600);
    two.decide(VALUES, passes(50, 200));
    assertThat(two.images()).isEqualTo(2);
    assertThat(two.shows(DOWN, 50)).isTrue();
    assertThat(two.shows(MIDDLE, 50)).isTrue();
    assertThat(two.shows(CONV_IN, 50)).isFalse();
    assertThat(two.shows(MIDDLE, 200)).as("a small one later than a large one").isFalse();
  }

  @Test
  void whoAsksForOneImageGetsOne() {
    ExplorerChoice one = choice(1, 1040);
    one.decide(VALUES, passes(50));
    assertThat(one.images()).isEqualTo(1);
    assertThat(one.shows(CONV_IN, 50)).isTrue();
  }

  @Test
  void globsReplaceTheLayers() {
    ExplorerChoice choice = choice(2, 1_000_000, "down_blocks[0].resnets.*", "mid_block.**");
    choice.decide(VALUES, passes(50));
    assertThat(choice.candidates()).containsExactly(RESNET, MIDDLE);
    assertThat(choice(2, 1000, "no_block.**").candidates()).isEmpty();
  }

  @Test
  void whatIsDecidedStaysAndWhatComesLaterGetsWhatIsLeft() {
    ExplorerChoice choice = choice(2, 2 * (1040 + 400));
    Map<LayerName, Long> first = new HashMap<>(VALUES);
    first.remove(ATTENTION);
    choice.decide(first, passes(50));
    choice.decide(VALUES, passes(500));

    assertThat(choice.shows(CONV_IN, 50)).isTrue();
    assertThat(choice.shows(DOWN, 500)).isTrue();
    assertThat(choice.shows(MIDDLE, 500)).isTrue();
    assertThat(choice.leftOut())
        .containsExactlyInAnyOrder(
            new ExplorerChoice.Item(CONV_IN, 500), new ExplorerChoice.Item(ATTENTION, 500));
  }

  @Test
  void offIsOff() {
    ExplorerChoice choice = choice(0, 1_000_000);
    choice.decide(VALUES, passes(50));
    assertThat(choice.candidates()).isEmpty();
    assertThat(choice.images()).isZero();
  }
}
