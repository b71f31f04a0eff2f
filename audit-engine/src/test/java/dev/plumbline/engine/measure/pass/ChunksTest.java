package dev.plumbline.engine.measure.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.input.scenes.SourceImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunksTest {

  private static List<SourceImage> scenes(int... sizes) {
    List<SourceImage> images = new ArrayList<>();
    for (int scene = 0; scene < sizes.length; scene++) {
      for (int i = 0; i < sizes[scene]; i++) {
        images.add(new SourceImage(scene + "/" + i, "scene " + scene, false, 0));
      }
    }
    return images;
  }

  private static List<Integer> sizes(List<SourceImage> images) {
    List<Integer> all = IntStream.range(0, images.size()).boxed().toList();
    List<List<Integer>> chunks = Chunks.of(images, all);
    assertThat(chunks.stream().flatMap(List::stream)).isEqualTo(all);
    return chunks.stream().map(List::size).toList();
  }

  @Test
  void haveSixteenImagesAtMost() {
    assertThat(sizes(scenes(1, 1, 1))).containsExactly(3);
    assertThat(sizes(scenes(IntStream.range(0, 33).map(i -> 1).toArray())))
        .containsExactly(16, 16, 1);
    assertThat(sizes(List.of())).isEmpty();
  }

  @Test
  void keepScenesTogetherWhereTheyFit() {
    assertThat(sizes(scenes(10, 7, 9, 1))).containsExactly(10, 16, 1);
    assertThat(sizes(scenes(3, 40, 2))).containsExactly(3, 16, 16, 10);
  }

  @Test
  void areOfThoseThatAreAskedFor() {
    assertThat(Chunks.of(scenes(2, 2, 2), List.of(4, 0, 1))).containsExactly(List.of(4, 0, 1));
  }
}
