package dev.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.api.Contributions.Image;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContributionsTest {

  private static final Image SECOND = new Image("house/2.png", "house");
  private static final Image FIRST = new Image("house/1.png", "house");
  private static final Image ALONE = new Image("alone.png", "alone.png");
  private static final List<Image> IMAGES = List.of(SECOND, ALONE, FIRST);

  private static Contributions ratio() {
    return Contributions.ratio(IMAGES, new double[] {2, 5, 1}, new double[] {4, 10, 6});
  }

  @Test
  void imagesAreInOrderOfTheirNames() {
    Contributions ratio = ratio();

    assertThat(ratio.images()).containsExactly(ALONE, FIRST, SECOND);
    assertThat(ratio.numerators()).containsExactly(5, 1, 2);
    assertThat(ratio.denominators()).containsExactly(10, 6, 4);
    assertThat(ratio.size()).isEqualTo(3);
    assertThat(ratio.aggregate()).isEqualTo(Aggregate.RATIO);
    assertThat(ratio)
        .isEqualTo(
            Contributions.ratio(
                List.of(FIRST, SECOND, ALONE), new double[] {1, 2, 5}, new double[] {6, 4, 10}))
        .hasToString("RATIO over 3 images");
  }

  @Test
  void aRatioIsOfSums() {
    assertThat(ratio().value()).hasValue(8 / 20.0);
  }

  @Test
  void aMeanIsTheRatioToOnes() {
    Contributions mean =
        Contributions.ratio(IMAGES, new double[] {2, 5, 2}, new double[] {1, 1, 1});

    assertThat(mean.value()).hasValue(3);
    assertThat(mean.denominators()).containsExactly(1, 1, 1);
  }

  @Test
  void totalsAndMaximaFollowToo() {
    assertThat(Contributions.total(IMAGES, new double[] {2, 5, 1}).value()).hasValue(8);
    Contributions maximum = Contributions.maximum(IMAGES, new double[] {-2, -5, -1});
    assertThat(maximum.value()).hasValue(-1);
    assertThat(maximum.byScene().get("alone.png").value()).hasValue(-5);
  }

  @Test
  void aSceneHasTheFigureOfItsImages() {
    Map<String, Contributions> scenes = ratio().byScene();

    assertThat(scenes.keySet()).containsExactly("alone.png", "house");
    assertThat(ratio().scenes()).containsExactly("alone.png", "house");
    assertThat(scenes.get("house").images()).containsExactly(FIRST, SECOND);
    assertThat(scenes.get("house").value()).hasValue(3 / 10.0);
    assertThat(scenes.get("alone.png").value()).hasValue(0.5);
  }

  @Test
  void thereMayBeNoFigure() {
    assertThat(Contributions.ratio(List.of(), new double[0], new double[0]).value()).isEmpty();
    assertThat(
            Contributions.ratio(List.of(FIRST, SECOND), new double[] {0, 0}, new double[] {0, 0})
                .value())
        .isEmpty();
  }

  @Test
  void nobodyCanChangeThem() {
    double[] numerators = {2, 5, 1};
    Contributions total = Contributions.total(IMAGES, numerators);
    numerators[0] = 100;
    total.numerators()[0] = 100;
    total.denominators()[0] = 100;
    total.images().clear();

    assertThat(total).isEqualTo(Contributions.total(IMAGES, new double[] {2, 5, 1}));
  }

  @Test
  void theRangeIsKept() {
    Contributions share = ratio().within(0, 1);

    assertThat(ratio().lowest()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(share.lowest()).isZero();
    assertThat(share.highest()).isEqualTo(1);
    assertThat(share.byScene().get("house").highest()).isEqualTo(1);
    assertThat(share).isNotEqualTo(ratio()).hasSameHashCodeAs(ratio());
    assertThatThrownBy(() -> ratio().within(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is nothing between 1.0 and 0.0");
  }

  @Test
  void eachImageContributesOnce() {
    assertThatThrownBy(
            () -> Contributions.total(List.of(FIRST, ALONE, FIRST), new double[] {1, 1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The image house/1.png contributes twice");
    assertThatThrownBy(
            () -> Contributions.ratio(List.of(FIRST), new double[] {1, 2}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 images have 2 numerators and 1 denominators: each needs one of both");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void contributionsAreFinite(double value) {
    assertThatThrownBy(
            () -> Contributions.ratio(List.of(FIRST), new double[] {1}, new double[] {value}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The image house/1.png contributes 1.0 over " + value + ": contributions are finite");
  }
}
