package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdamProbeTest {

  private static final LayerName LAYER = new LayerName("mid_block.resnets.0");

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Tokens that say where they are, in features of their own for rows and columns. */
  @Test
  void placesThatAreWrittenInTokensAreLearned() throws Exception {
    int side = 16;
    Random random = new Random(2);
    List<LayerTokens> images = new ArrayList<>();
    for (int image = 0; image < 170; image++) {
      float[] values = normal(random, 2 * side * side * side);
      for (int t = 0; t < side * side; t++) {
        values[t / side * side * side + t] += 20;
        values[(side + t % side) * side * side + t] += 20;
      }
      images.add(new LayerTokens(2 * side, side, side, values));
    }
    AdamProbe probe = new AdamProbe(1, 3);

    double accuracy = probe.accuracy(LAYER, images.subList(0, 160), images.subList(160, 170));

    assertThat(accuracy).isGreaterThan(0.9);
    assertThat(probe.accuracy(LAYER, images.subList(0, 160), images.subList(160, 170)))
        .isEqualTo(accuracy);
  }

  @Test
  void withoutTestImagesThereIsNoAccuracy() throws Exception {
    LayerTokens image = new LayerTokens(1, 2, 2, new float[] {1, 2, 3, 4});

    assertThat(new AdamProbe(1, 0).accuracy(LAYER, List.of(image), List.of())).isNaN();
  }
}
