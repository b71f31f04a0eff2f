package dev.plumbline.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {

  @Test
  void whatNeverHappenedMayHappenInOneOfAThirdOfTheTries() {
    Proportion none = new Proportion(0, 1000);

    assertThat(none.atLeast()).isZero();
    assertThat(none.atMost()).isCloseTo(1 - Math.pow(0.05, 1e-3), within(1e-12));
  }

  @Test
  void whatAlwaysHappenedIsTheMirror() {
    Proportion all = new Proportion(300, 300);

    assertThat(all.atMost()).isOne();
    assertThat(all.atLeast()).isCloseTo(Math.pow(0.05, 1.0 / 300), within(1e-12));
  }

  /** Of 10 tries with a chance of 0.6066 at most 3 hit in 5 % of cases (binomial tables). */
  @Test
  void theLimitsAreThoseOfClopperAndPearson() {
    Proportion some = new Proportion(3, 10);

    assertThat(some.share()).isEqualTo(0.3);
    assertThat(some.atMost()).isCloseTo(0.6066, within(1e-4));
    assertThat(some.atLeast()).isCloseTo(0.0873, within(1e-4));
  }
}
