package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LimitTest {

  private static final List<String> NAMES = List.of("base", "a - b", "x");

  private static double against(String limit, double reference) {
    return Limit.parse(limit, NAMES)
        .against(Metric.of("some.metric", reference, 1, Direction.HIGHER));
  }

  @Test
  void numbersAndChangesOfReferences() {
    assertThat(Limit.parse("0.5", NAMES).reference()).isEmpty();
    assertThat(Limit.parse("0.5", NAMES).added()).isEqualTo(0.5);
    assertThat(against("base", 7)).isEqualTo(7);
    assertThat(against("base + 0.5", 7)).isEqualTo(7.5);
    assertThat(against("base   -   0.5", 7)).isEqualTo(6.5);
    assertThat(against("x * 1.5", 2)).isEqualTo(3);
  }

  /** The last operator is the one: a checkpoint may be called anything. */
  @Test
  void aNameMayHoldAnOperator() {
    Limit limit = Limit.parse("a - b + 1", NAMES);

    assertThat(limit.reference()).isEqualTo(Optional.of("a - b"));
    assertThat(limit.added()).isEqualTo(1);
  }

  @Test
  void whatIsNoneSaysWhy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limit.parse("base + much", NAMES))
        .withMessage("'base + much' ends in 'much', which is not a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limit.parse("other + 1", NAMES))
        .withMessageStartingWith("'other + 1' begins with 'other', no checkpoint of this run");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limit.parse("base+1", NAMES))
        .withMessageStartingWith("'base+1' is not a number, and no checkpoint");
  }

  /** Where time is quadratic in the blanks, this takes hours. */
  @Test
  @Timeout(60)
  void aMillionBlanksAreReadOnce() {
    for (String cell : List.of("base" + " ".repeat(1_000_000) + "?", "b - ".repeat(300_000))) {
      assertThatIllegalArgumentException().isThrownBy(() -> Limit.parse(cell, NAMES));
    }
  }
}
