package dev.plumbline.api;

import static dev.plumbline.api.TokenGroup.BORDER;
import static dev.plumbline.api.TokenGroup.CORNER;
import static dev.plumbline.api.TokenGroup.INTERIOR;
import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.TokenGroupSimilarity.Window;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

  private static Metric metric(String name) {
    return Metric.of(name, 1, 1, Direction.HIGHER);
  }

  @Test
  void aProbeHasItsAccuraciesInOrderOfTheirCells() {
    Metric eight = metric("probe.lda.accuracy_8");
    Metric sixteen = metric("probe.lda.accuracy_16");
    Metric row = metric("probe.lda.row_accuracy");
    Metric column = metric("probe.lda.column_accuracy");
    PositionProbe probe = new PositionProbe("lda", Map.of(16, sixteen, 8, eight), row, column);

    assertThat(probe.kind()).isEqualTo("lda");
    assertThat(probe.accuracy(16)).isEqualTo(sixteen);
    assertThat(probe.rowAccuracy()).isEqualTo(row);
    assertThat(probe.columnAccuracy()).isEqualTo(column);
    assertThat(probe.metrics()).containsExactly(eight, sixteen, row, column);
    assertThatThrownBy(() -> probe.accuracy(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The probe has no accuracy on 7 cells, only on [8, 16]");
  }

  private static PositionProbe probe(String kind, Metric accuracy) {
    return new PositionProbe(
        kind, Map.of(8, accuracy), metric("probe.row_accuracy"), metric("probe.column_accuracy"));
  }

  /** Four tokens an image: of each image, by name, how many are right. */
  private static Metric accuracy(Map<String, Double> right) {
    List<String> names = List.copyOf(right.keySet());
    Contributions contributions =
        Contributions.ratio(
                names.stream().map(name -> new Contributions.Image(name, "of " + name)).toList(),
                names.stream().mapToDouble(right::get).toArray(),
                names.stream().mapToDouble(name -> 4).toArray())
            .within(0, 1);
    return Metric.of(
            "probe.lda.accuracy_8",
            contributions.value().orElseThrow(),
            4L * names.size(),
            Direction.HIGHER)
        .withContributions(contributions);
  }

  @Test
  void selectivityIsTakenImageByImageOnWhatBothSaw() {
    PositionProbe own = probe("lda", accuracy(Map.of("a", 4.0, "b", 3.0, "c", 0.0)));
    PositionProbe control = probe("lda", accuracy(Map.of("b", 1.0, "a", 2.0)));

    assertThat(own.selectivity(8)).isEmpty();
    PositionProbe against = own.against(control);
    Metric selectivity = against.selectivity(8).orElseThrow();

    assertThat(selectivity.name()).isEqualTo("probe.lda.selectivity_8");
    assertThat(selectivity.value()).hasValue(0.5);
    assertThat(selectivity.sampleSize()).isEqualTo(8);
    assertThat(selectivity.worse()).isEqualTo(Direction.HIGHER);
    Contributions paired = selectivity.contributions().orElseThrow();
    assertThat(paired.images()).extracting(Contributions.Image::name).containsExactly("a", "b");
    assertThat(paired.numerators()).containsExactly(2, 2);
    assertThat(paired.lowest()).isEqualTo(-1);
    assertThat(paired.highest()).isEqualTo(1);
    assertThat(against.metrics()).contains(own.accuracy(8), selectivity).hasSize(4);
  }

  @Test
  void selectivityDoesNotExistWhereOneOfTheTwoDoesNot() {
    Metric none = Metric.notApplicable("probe.lda.accuracy_8", Direction.HIGHER, "of no test");
    PositionProbe own = probe("lda", accuracy(Map.of("a", 4.0)));

    assertThat(probe("lda", none).against(own).selectivity(8).orElseThrow().reason())
        .isEqualTo("of no test");
    assertThat(own.against(probe("lda", none)).selectivity(8).orElseThrow().reason())
        .isEqualTo("of the control: of no test");
    assertThat(
            own.against(probe("lda", accuracy(Map.of("b", 4.0))))
                .selectivity(8)
                .orElseThrow()
                .reason())
        .isEqualTo("no image is finite both here and in the control");
    assertThat(own.withoutControl("no disk").selectivity(8).orElseThrow().reason())
        .isEqualTo("no disk");
    assertThatThrownBy(() -> own.against(probe("softmax", none)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lda")
        .hasMessageContaining("softmax");
  }

  @Test
  void selectivityOfMereNumbersIsTheirDifference() {
    PositionProbe own = probe("lda", Metric.of("probe.lda.accuracy_8", 0.75, 12, Direction.HIGHER));
    PositionProbe control =
        probe("lda", Metric.of("probe.lda.accuracy_8", 0.5, 12, Direction.HIGHER));

    Metric selectivity = own.against(control).selectivity(8).orElseThrow();

    assertThat(selectivity.value()).hasValue(0.25);
    assertThat(selectivity.sampleSize()).isEqualTo(12);
    assertThat(selectivity.contributions()).isEmpty();
  }

  @Test
  void similaritiesAreFoundByTheirNames() {
    List<Metric> metrics =
        List.of(
            metric("similarity.full.corner"),
            metric("similarity.difference.border"),
            metric("similarity.relative.interior"),
            metric("similarity.centred.control.corner"),
            metric("similarity.centred.difference.corner"));
    TokenGroupSimilarity similarity = new TokenGroupSimilarity(metrics);

    assertThat(similarity.mean(Window.FULL, TokenGroup.CORNER)).isEqualTo(metrics.get(0));
    assertThat(similarity.difference(TokenGroup.BORDER)).isEqualTo(metrics.get(1));
    assertThat(similarity.relative(TokenGroup.INTERIOR)).isEqualTo(metrics.get(2));
    assertThat(similarity.centredMean(Window.CONTROL, TokenGroup.CORNER)).isEqualTo(metrics.get(3));
    assertThat(similarity.centredDifference(TokenGroup.CORNER)).isEqualTo(metrics.get(4));
    assertThat(similarity.metrics()).isEqualTo(metrics);
    assertThatThrownBy(() -> similarity.mean(Window.CROPPED, TokenGroup.CORNER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("This measurement has no metric similarity.cropped.corner");
  }

  @Test
  void everyTokenIsInOneGroup() {
    assertThat(counts(4, 5))
        .containsExactly(entry(CORNER, 4L), entry(BORDER, 10L), entry(INTERIOR, 6L));
    assertThat(counts(2, 2)).containsExactly(entry(CORNER, 4L));
    assertThat(counts(1, 3)).containsExactly(entry(CORNER, 2L), entry(BORDER, 1L));
    assertThat(counts(1, 1)).containsExactly(entry(CORNER, 1L));
  }

  private static Map<TokenGroup, Long> counts(int height, int width) {
    return IntStream.range(0, height * width)
        .mapToObj(i -> TokenGroup.of(i / width, i % width, height, width))
        .collect(groupingBy(group -> group, () -> new EnumMap<>(TokenGroup.class), counting()));
  }
}
