package dev.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.LayerSketch.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerSketchTest {

  private static final int CHANNELS = 2;
  private static final int TOKENS = 5;

  private static Image image(String name, double squares, double... sketch) {
    float[] floats = new float[sketch.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) sketch[i];
    }
    return Image.of(name, "scene of " + name, squares, floats);
  }

  private static LayerSketch of(Image... images) {
    return new LayerSketch(CHANNELS, TOKENS, List.of(images), List.of());
  }

  private static final LayerSketch REFERENCE = of(image("b", 90, 1, 2), image("a", 10, 3, 4));

  @Test
  void theChangeIsThatOfTheSketchesOverTheSizeOfTheReference() {
    LayerSketch moved = of(image("a", 77, 3, 6), image("b", 78, 2, 2)).against(REFERENCE);

    assertThat(moved.squaredChange().orElseThrow().value().orElseThrow())
        .isCloseTo((4 + 1) / 100.0, within(1e-5));
    assertThat(moved.relativeChange().orElseThrow().value().orElseThrow())
        .isCloseTo(Math.sqrt(0.05), within(1e-5));
    assertThat(moved.relativeChange().orElseThrow().sampleSize()).isEqualTo(2);
    assertThat(moved.relativeChange().orElseThrow().worse()).isEqualTo(Direction.HIGHER);
    Contributions given = moved.squaredChange().orElseThrow().contributions().orElseThrow();
    assertThat(given.images()).extracting(Contributions.Image::name).containsExactly("a", "b");
    assertThat(given.numerators()).containsExactly(new double[] {4, 1}, within(1e-3));
    assertThat(given.denominators()).containsExactly(10, 90);
    assertThat(moved.lostImages().orElseThrow().value()).hasValue(0);
  }

  @Test
  void whatIsTheSameHasNotMovedAtAll() {
    LayerSketch same = of(image("b", 90, 1, 2), image("a", 10, 3, 4)).against(REFERENCE);

    assertThat(same.relativeChange().orElseThrow().value()).hasValue(0);
    LayerSketch zero = of(image("a", 0, 0, 0));
    assertThat(zero.against(zero).relativeChange().orElseThrow().value()).hasValue(0);
  }

  @Test
  void aChangeOfWhatWasNothingHasNoSize() {
    Metric change =
        of(image("a", 1, 1, 0)).against(of(image("a", 0, 0, 0))).relativeChange().orElseThrow();

    assertThat(change.isApplicable()).isFalse();
    assertThat(change.reason())
        .isEqualTo("all values of the reference are 0, and those of the layer are not");
  }

  @Test
  void onlyImagesThatBothSawAreCompared() {
    LayerSketch moved = of(image("a", 1, 3, 6), image("other", 1, 9, 9)).against(REFERENCE);

    assertThat(moved.squaredChange().orElseThrow().value().orElseThrow())
        .isCloseTo(0.4, within(1e-4));
    assertThat(moved.squaredChange().orElseThrow().sampleSize()).isEqualTo(1);
    Metric none = of(image("other", 1, 9, 9)).against(REFERENCE).relativeChange().orElseThrow();
    assertThat(none.isApplicable()).isFalse();
    assertThat(none.reason()).startsWith("no image is kept both here and of the reference");
  }

  /** What became NaN must not look as if it had not moved. */
  @Test
  void imagesThatAreNoLongerFiniteAreCounted() {
    LayerSketch broken =
        new LayerSketch(
            CHANNELS, TOKENS, List.of(image("a", 10, 3, 4)), List.of("b", "never seen there"));

    LayerSketch compared = broken.against(REFERENCE);

    assertThat(compared.relativeChange().orElseThrow().value()).hasValue(0);
    assertThat(compared.lostImages().orElseThrow().value()).hasValue(1);
    assertThat(compared.lostImages().orElseThrow().sampleSize()).isEqualTo(2);
    assertThat(REFERENCE.against(broken).lostImages().orElseThrow().value()).hasValue(0);
    LayerSketch all = new LayerSketch(CHANNELS, TOKENS, List.of(), List.of("a", "b"));
    assertThat(all.against(REFERENCE).lostImages().orElseThrow().value()).hasValue(2);
    assertThat(all.against(REFERENCE).relativeChange().orElseThrow().isApplicable()).isFalse();
  }

  @Test
  void layersOfDifferentShapesAreNotCompared() {
    LayerSketch wider = new LayerSketch(3, TOKENS, REFERENCE.images(), List.of());

    assertThat(wider.against(REFERENCE).metrics())
        .filteredOn(metric -> metric.name().endsWith("_change"))
        .hasSize(2)
        .allMatch(
            metric ->
                metric
                    .reason()
                    .equals("the layer has 3 channels and 5 tokens, and the reference's 2 and 5"));
    assertThat(wider.against(REFERENCE).lostImages().orElseThrow().value()).hasValue(2);
  }

  @Test
  void theMeanSquareIsExact() {
    assertThat(REFERENCE.meanSquare().value()).hasValue(100.0 / (2 * CHANNELS * TOKENS));
    assertThat(REFERENCE.metrics()).containsExactly(REFERENCE.meanSquare());
    assertThat(REFERENCE.relativeChange()).isEmpty();
    assertThat(of().meanSquare().reason()).isEqualTo("no image is finite at this layer");
  }

  @Test
  void whatCannotBeToldApartOrComparedIsRefused() {
    assertThatThrownBy(() -> of(image("a", 1, 1), image("a", 1, 2)))
        .hasMessageContaining("Two images");
    LayerSketch shorter = of(image("a", 1, 1));
    assertThatThrownBy(() -> shorter.against(REFERENCE))
        .hasMessage("The sketches of a have 1 and 2 numbers: they are not of one kind");
  }

  @Test
  void itsNumbersCannotBeChangedFromOutside() {
    Image image = REFERENCE.images().get(0);
    image.steps()[0] = 100;

    assertThat(
            REFERENCE
                .against(of(image("b", 90, 1, 2), image("a", 10, 3, 4)))
                .relativeChange()
                .orElseThrow()
                .value())
        .hasValue(0);
  }

  /** Two bytes a projection: a change far below the rounding of half precision is still seen. */
  @Test
  void projectionsAreRoundedFarBelowHalfPrecision() {
    Random random = new Random(5);
    double[] one = random.doubles(256).map(x -> 1000 * (x - 0.5)).toArray();
    double[] other = one.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] *= 1 + 1e-4 * random.nextGaussian();
    }
    double squares = Arrays.stream(one).map(x -> x * x).sum();

    double change =
        of(image("a", squares, other))
            .against(of(image("a", squares, one)))
            .relativeChange()
            .orElseThrow()
            .value()
            .orElseThrow();

    assertThat(change).isCloseTo(1e-4, within(3e-5));
  }

  @Test
  void aSketchThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Image("a", "a", 1, Float.NaN, new short[1]))
        .hasMessage("A sketch of a with squares 1.0 and step NaN");
    assertThatThrownBy(() -> new Image("a", "a", -1, 1, new short[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
