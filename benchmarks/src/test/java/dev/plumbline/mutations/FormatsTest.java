package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.mutations.Parameter.Role;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

  private Weights weights;
  private Parameter matrix;
  private float[] was;

  @BeforeEach
  void read() throws IOException {
    weights = Weights.read(TestNetwork.unet());
    matrix =
        weights.parameters().stream()
            .filter(p -> p.role() == Role.IN_OUT)
            .findFirst()
            .orElseThrow();
    was = new float[matrix.elements()];
    for (int i = 0; i < was.length; i++) {
      was[i] = (i % 2 == 0 ? 1 : -1) * (i + 1f) / was.length;
    }
    weights.set(matrix, was);
  }

  private float[] is() {
    return weights.values(matrix);
  }

  /** The values are those of IEEE 754's binary16. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "0.1, 0.0999755859375",
    "-0.1, -0.0999755859375",
    "2049, 2048",
    "2051, 2052",
    "6e-8, 5.9604644775390625e-8",
    "1e-8, 0"
  })
  void halfPrecisionHasElevenDigits(double value, double half) {
    assertThat(Formats.half(value)).isEqualTo(half);
  }

  /** Three quarters of the numbers are beyond the largest half at four times the scale. */
  @Test
  void whatOverflowsIsInfiniteAndKeepsItsSign() {
    Formats.overflow(weights, List.of(matrix), 4);

    float[] is = is();
    for (int i = 0; i < is.length; i++) {
      if (Math.abs(was[i]) > 0.2501) {
        assertThat(is[i]).isEqualTo(Math.signum(was[i]) * Float.POSITIVE_INFINITY);
      } else if (Math.abs(was[i]) < 0.2499) {
        assertThat(is[i]).isCloseTo(was[i], within(Math.abs(was[i]) * 1e-3f));
      }
    }
  }

  @Test
  void whatSaturatesIsTheLargest() {
    Formats.saturate(weights, List.of(matrix), 4);

    float[] is = is();
    for (int i = 0; i < is.length; i++) {
      float expected = Math.max(-0.25f, Math.min(0.25f, was[i]));
      assertThat(is[i]).isCloseTo(expected, within(Math.abs(expected) * 1e-3f));
    }
  }

  @Test
  void whatUnderflowsIsAMultipleOfTheRootMeanSquare() {
    double unit = Edits.rootMeanSquare(was);

    Formats.underflow(weights, List.of(matrix), 1);

    for (int i = 0; i < was.length; i++) {
      assertThat((double) is()[i]).isCloseTo(Math.rint(was[i] / unit) * unit, within(1e-6));
    }
  }

  @Test
  void aScaleThatFitsHasBytesAndOneThatIsSmallCutsOff() {
    Formats.quantise(weights, List.of(matrix), 1);
    float[] fits = is();
    weights.set(matrix, was);
    Formats.quantise(weights, List.of(matrix), 0.1);
    float[] cut = is();

    for (int i = 0; i < was.length; i++) {
      assertThat(fits[i]).isCloseTo(was[i], within(0.5f / 127 + 1e-6f));
      assertThat(cut[i])
          .isCloseTo(Math.max(-0.1f, Math.min(0.1f, was[i])), within(0.05f / 127 + 1e-6f));
    }
    assertThat(distinct(fits)).isLessThanOrEqualTo(255);
  }

  private static long distinct(float[] values) {
    return Arrays.stream(toDoubles(values)).distinct().count();
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /** Each output is multiplied by what the next one's largest is over its own. */
  @Test
  void scalesAreTheNeighbours() {
    int outputs = matrix.outputs();
    double[] largest = new double[outputs];
    for (int i = 0; i < was.length; i++) {
      largest[i % outputs] = Math.max(largest[i % outputs], Math.abs(was[i]));
    }

    Formats.misplace(weights, List.of(matrix));

    for (int i = 0; i < was.length; i++) {
      double times = largest[(i + 1) % outputs] / largest[i % outputs];
      assertThat((double) is()[i]).isCloseTo(was[i] * times, within(0.51 / 127));
    }
  }
}
