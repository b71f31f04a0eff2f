package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SimilarityMatrixTest {

  private static LayerTokens random(int channels, int height, int width) {
    Random random = new Random(7);
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() + 0.3f;
    }
    return new LayerTokens(channels, height, width, values);
  }

  private static double cosine(LayerTokens tokens, int a, int b) {
    double dot = 0;
    for (int c = 0; c < tokens.channels(); c++) {
      dot +=
          (double) tokens.values()[c * tokens.tokens() + a]
              * tokens.values()[c * tokens.tokens() + b];
    }
    double[] norms = tokens.norms();
    return dot / (norms[a] * norms[b]);
  }

  @Test
  void meansAreThoseOfAllPairsOfDistinctTokens() throws Exception {
    LayerTokens tokens = random(5, 4, 6);
    int[] groups = tokens.groups();
    try (SimilarityMatrix matrix = new SimilarityMatrix(1)) {
      double[][] means = matrix.means(tokens.values(), tokens.tokens(), groups, 3);

      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
          double sum = 0;
          int pairs = 0;
          for (int s = 0; s < groups.length; s++) {
            for (int t = 0; t < groups.length; t++) {
              if (s != t && groups[s] == a && groups[t] == b) {
                sum += cosine(tokens, s, t);
                pairs++;
              }
            }
          }
          assertThat(means[a][b]).isCloseTo(sum / pairs, within(1e-5));
        }
      }
    }
  }

  @Test
  void cropsAndGroupsFollowTheGrid() {
    LayerTokens tokens = random(2, 4, 5);

    LayerTokens cropped = tokens.crop(1);

    assertThat(cropped.height()).isEqualTo(2);
    assertThat(cropped.width()).isEqualTo(3);
    assertThat(cropped.values()[0]).isEqualTo(tokens.values()[6]);
    assertThat(cropped.values()[3 + 6]).isEqualTo(tokens.values()[20 + 11]);
    assertThat(tokens.groups())
        .containsExactly(0, 1, 1, 1, 0, 1, 2, 2, 2, 1, 1, 2, 2, 2, 1, 0, 1, 1, 1, 0);
  }
}
