package dev.plumbline.engine.input.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalFieldTest {

  private static final int COUNT = 200_000;

  @Test
  void isStandardNormal() {
    float[] field = NormalField.draw(1, "a.png", COUNT);
    double[] moments = new double[5];
    double next = 0;
    int beyondTwo = 0;
    for (int i = 0; i < COUNT; i++) {
      for (int k = 1; k < 5; k++) {
        moments[k] += Math.pow(field[i], k) / COUNT;
      }
      next += (double) field[i] * field[(i + 1) % COUNT] / COUNT;
      beyondTwo += Math.abs(field[i]) > 2 ? 1 : 0;
    }

    // About four standard errors each.
    assertThat(moments[1]).isEqualTo(0, within(0.009));
    assertThat(moments[2]).isEqualTo(1, within(0.013));
    assertThat(moments[3]).isEqualTo(0, within(0.035));
    assertThat(moments[4]).isEqualTo(3, within(0.09));
    assertThat(next).isEqualTo(0, within(0.009));
    assertThat(beyondTwo / (double) COUNT).isEqualTo(0.0455, within(0.002));
  }

  @Test
  void belongsToSeedAndName() {
    float[] field = NormalField.draw(1, "a.png", 1000);

    assertThat(NormalField.draw(1, "a.png", 1000)).containsExactly(field);
    assertThat(correlation(field, NormalField.draw(2, "a.png", 1000))).isLessThan(0.13);
    assertThat(correlation(field, NormalField.draw(1, "b.png", 1000))).isLessThan(0.13);
    assertThat(NormalField.draw(1, "a.png", 999)).containsExactly(Arrays.copyOf(field, 999));
  }

  /**
   * Recorded baselines depend on these values: they must be the same on every machine. The expected
   * ones come from another implementation, in Python.
   */
  @Test
  void isTheSameEverywhere() {
    assertThat(NormalField.draw(42, "coffee/1.jpg", 4))
        .containsExactly(-0.53377545f, 0.14680496f, 0.5032951f, 0.2156671f);
  }

  private static double correlation(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i] / a.length;
    }
    return Math.abs(sum);
  }
}
