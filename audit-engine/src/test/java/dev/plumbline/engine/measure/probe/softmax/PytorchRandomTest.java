package dev.plumbline.engine.measure.probe.softmax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PytorchRandomTest {

  /** The C++ standard requires this of std::mt19937. */
  @Test
  void theTenThousandthNumberIsThatOfMt19937() {
    PytorchRandom random = new PytorchRandom(5489);
    int last = 0;
    for (int i = 0; i < 10_000; i++) {
      last = random.bits();
    }

    assertThat(Integer.toUnsignedLong(last)).isEqualTo(4_123_659_995L);
  }

  /** What torch.rand(3) prints after torch.manual_seed(42). */
  @Test
  void uniformNumbersAreThoseOfPytorch() {
    PytorchRandom random = new PytorchRandom(42);

    assertThat(new float[] {random.uniform(0, 1), random.uniform(0, 1), random.uniform(0, 1)})
        .containsExactly(new float[] {0.8823f, 0.9150f, 0.3829f}, within());
  }

  private static Offset<Float> within() {
    return Offset.offset(5e-5f);
  }

  /** What torch.randperm(10) prints after torch.manual_seed(0). */
  @Test
  void permutationsAreThoseOfPytorch() {
    assertThat(new PytorchRandom(0).permutation(10)).containsExactly(4, 1, 7, 5, 3, 9, 0, 8, 6, 2);
  }

  @Test
  void aPermutationHasEveryNumberOnce() {
    int[] order = new PytorchRandom(1).permutation(1000);
    assertThat(order).isNotEqualTo(IntStream.range(0, 1000).toArray());
    Arrays.sort(order);

    assertThat(order).isEqualTo(IntStream.range(0, 1000).toArray());
  }
}
