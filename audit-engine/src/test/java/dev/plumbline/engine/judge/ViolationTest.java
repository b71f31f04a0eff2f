package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.TimestepRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViolationTest {

  private static final Subject SUBJECT =
      new Subject("sd15", new LayerName("up_blocks.1.upsamplers.0"), 50);

  private final Locale locale = Locale.getDefault();

  @BeforeEach
  void anywhere() {
    Locale.setDefault(Locale.GERMANY);
  }

  @AfterEach
  void home() {
    Locale.setDefault(locale);
  }

  private static Bound bound(OptionalDouble atLeast, OptionalDouble atMost, String note) {
    Glob any = Glob.of("**");
    return new Bound(
        any,
        any,
        any,
        new TimestepRange(0, 999),
        Optional.empty(),
        limit(atLeast),
        limit(atMost),
        Bound.Severity.FAIL,
        note,
        "default-bounds.csv:12");
  }

  private static Optional<Limit> limit(OptionalDouble number) {
    return number.stream()
        .mapToObj(value -> Limit.parse(Double.toString(value), List.of()))
        .findFirst();
  }

  private static Optional<String> describe(double value, Bound bound) {
    return describe(Metric.of("norm.max_z", value, 64, Direction.HIGHER), bound);
  }

  private static Optional<String> describe(Metric metric, Bound bound) {
    return new MetricJudge(
            SUBJECT, Held.AGAINST_NOTHING, new Comparisons(0.01, 1), Optional.empty())
        .judge(metric, bound).violations().stream().findFirst();
  }

  private static Bound atMost(double limit) {
    return bound(OptionalDouble.empty(), OptionalDouble.of(limit), "");
  }

  private static Bound atLeast(double limit) {
    return bound(OptionalDouble.of(limit), OptionalDouble.empty(), "");
  }

  @Test
  void theSentenceSaysWhatWhereByHowMuchAndWhoseBound() {
    Bound bound =
        bound(OptionalDouble.of(1), OptionalDouble.of(8), "SD 1.5 with random weights plus 10 %");

    assertThat(describe(12.3456789, bound))
        .contains(
            "sd15, up_blocks[1].upsamplers[0], t=50: norm.max_z is 12.3457 (n=64), expected at"
                + " most 8: above by 4.34568, 54.3 %\n"
                + "    bound: default-bounds.csv:12 (SD 1.5 with random weights plus 10 %)");
    assertThat(describe(0.5, bound))
        .contains(
            "sd15, up_blocks[1].upsamplers[0], t=50: norm.max_z is 0.500000 (n=64), expected at"
                + " least 1: below by 0.500000, 50.0 %\n"
                + "    bound: default-bounds.csv:12 (SD 1.5 with random weights plus 10 %)");
  }

  @Test
  void howSureItIsIsSaidAfterTheValue() {
    List<Image> images = new ArrayList<>();
    double[] values = new double[12];
    double[] ones = new double[12];
    for (int i = 0; i < 12; i++) {
      images.add(new Image(i + ".png", i + ".png"));
      values[i] = i % 2 == 0 ? -0.01 : 0.05;
      ones[i] = 1;
    }
    Metric mean =
        Metric.of("similarity.difference.corner", 0.02, 12, Direction.HIGHER)
            .withContributions(Contributions.ratio(images, values, ones));

    assertThat(describe(mean, atMost(0.01)))
        .get()
        .asString()
        .contains(
            "similarity.difference.corner is 0.0200000 (n=12), 95 % 9.13401e-05 to 0.0399087 over 12"
                + " scenes, expected at most 0.0100000: above by 0.0100000");
  }

  @Test
  void thereIsNoShareOfNothing() {
    assertThat(describe(3, atMost(0)))
        .contains(
            "sd15, up_blocks[1].upsamplers[0], t=50: norm.max_z is 3 (n=64), expected at most 0:"
                + " above by 3\n"
                + "    bound: default-bounds.csv:12");
  }

  @Test
  void bothEndsAreInclusive() {
    assertThat(describe(8, atMost(8))).isEmpty();
    assertThat(describe(8, atLeast(8))).isEmpty();
    assertThat(describe(Math.nextUp(8.0), atMost(8))).isPresent();
    assertThat(describe(Math.nextDown(8.0), atLeast(8))).isPresent();
    assertThat(describe(-0.0, atLeast(0))).isEmpty();
  }

  @Test
  void negativeLimitsHaveSharesOfTheirSize() {
    assertThat(describe(-1, atMost(-4)))
        .get()
        .asString()
        .contains("is -1 (n=64), expected at most -4: above by 3, 75.0 %");
    assertThat(describe(-5, atLeast(-4))).get().asString().contains("below by 1, 25.0 %");
  }

  @Test
  void aValueThatRoundsToItsLimitIsWrittenInFull() {
    assertThat(describe(8.0000001, atMost(8)))
        .get()
        .asString()
        .contains("is 8.0000001 (n=64), expected at most 8: above by 1.00000e-07");
  }

  @Test
  void largeAndSmallNumbersAreReadable() {
    assertThat(describe(2.5e12, atMost(1e9)))
        .get()
        .asString()
        .contains("is 2.50000e+12 ")
        .contains("expected at most 1.00000e+09");
  }
}
