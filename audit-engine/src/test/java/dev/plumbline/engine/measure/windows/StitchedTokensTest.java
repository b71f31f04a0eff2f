package dev.plumbline.engine.measure.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.spi.GroupSums;
import dev.plumbline.api.spi.LayerShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StitchedTokensTest {

  private static final LayerShape SHAPE = new LayerShape(new LayerName("conv_in"), 3, 5, 6);
  private static final GroupMasks MASKS = GroupMasks.of(SHAPE, 0);

  private static float[] random() {
    Random random = new Random(3);
    float[] x = new float[SHAPE.channels() * SHAPE.tokens()];
    for (int i = 0; i < x.length; i++) {
      x[i] = 1 + (float) random.nextGaussian();
    }
    return x;
  }

  private static StitchedTokens stitched(float[] x) {
    StitchedTokens stitched = new StitchedTokens();
    for (Quadrant quadrant : Quadrant.values()) {
      int[] tokens = quadrant.tokens(SHAPE.height(), SHAPE.width());
      float[] part = new float[SHAPE.channels() * tokens.length];
      for (int i = 0; i < part.length; i++) {
        part[i] = x[i / tokens.length * SHAPE.tokens() + tokens[i % tokens.length]];
      }
      stitched.put(SHAPE, quadrant, part);
    }
    return stitched;
  }

  /** Against the definition: the mean over all pairs of a group, whichever window they are from. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cosinesAreThoseOfAllPairs(boolean centred) {
    float[] x = random();
    x[0] = 0; // the first token is a zero one
    x[SHAPE.tokens()] = 0;
    x[2 * SHAPE.tokens()] = 0;
    GroupSums sums = stitched(x).groupSums(SHAPE, MASKS, centred).orElseThrow();

    for (TokenGroup group : TokenGroup.values()) {
      assertThat(sums.meanCosine(group))
          .as(group.label())
          .isCloseTo(meanOfPairs(x, group, centred), within(1e-6));
    }
  }

  private static double meanOfPairs(float[] x, TokenGroup group, boolean centred) {
    double[] mean = new double[SHAPE.channels()];
    for (int i = 0; centred && i < x.length; i++) {
      mean[i / SHAPE.tokens()] += (double) x[i] / SHAPE.tokens();
    }
    List<double[]> units = new ArrayList<>();
    for (int token = 0; token < SHAPE.tokens(); token++) {
      if (MASKS.group(token) == group) {
        double[] y = new double[mean.length];
        for (int c = 0; c < y.length; c++) {
          y[c] = x[c * SHAPE.tokens() + token] - mean[c];
        }
        units.add(y);
      }
    }
    double sum = 0;
    for (int a = 0; a < units.size(); a++) {
      for (int b = 0; b < units.size(); b++) {
        sum += a == b ? 0 : cosine(units.get(a), units.get(b));
      }
    }
    return sum / (units.size() * (units.size() - 1));
  }

  private static double cosine(double[] a, double[] b) {
    double norms = Math.sqrt(dot(a, a) * dot(b, b));
    return norms == 0 ? 0 : dot(a, b) / norms;
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int c = 0; c < a.length; c++) {
      dot += a[c] * b[c];
    }
    return dot;
  }

  @ParameterizedTest
  @EnumSource
  void aTokenThatIsNotFiniteLeavesNoSums(Quadrant quadrant) {
    float[] x = random();
    x[quadrant.tokens(SHAPE.height(), SHAPE.width())[1]] = Float.NaN;

    assertThat(stitched(x).groupSums(SHAPE, MASKS, false)).isEmpty();
    assertThat(stitched(x).groupSums(SHAPE, MASKS, true)).isEmpty();
  }
}
