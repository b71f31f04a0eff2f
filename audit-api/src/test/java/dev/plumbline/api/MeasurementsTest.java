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
