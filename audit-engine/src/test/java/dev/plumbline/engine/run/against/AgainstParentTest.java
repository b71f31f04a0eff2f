package dev.plumbline.engine.run.against;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.fixtures.Energy;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.plan.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgainstParentTest {

  private static final LayerSketch OWN = sketch(3);

  private static LayerSketch sketch(float... projections) {
    return new LayerSketch(
        1, 1, List.of(LayerSketch.Image.of("a", "scene", 4, projections)), List.of());
  }

  private static Subject subject(String checkpoint) {
    return new Subject(checkpoint, new LayerName("conv_in"), 50);
  }

  private static AgainstParent against(AgainstOther.Other measured) {
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
        new HashMap<>(Vectors.builtIn());
    providers.put(Energy.class, new Energy.Provider());
    return new AgainstParent(
        name ->
            Optional.of("parent")
                .filter(parent -> !name.equals(parent))
                .map(parent -> AgainstOther.Other.ofRun(parent, measured)),
        providers);
  }

  @Test
  void aMeasurementIsCompletedWithTheParentsOfTheSameLayerAndTimestep() {
    AgainstParent parent =
        against(
            (subject, type) -> {
              assertThat(subject).isEqualTo(subject("parent"));
              assertThat(type).isEqualTo(LayerSketch.class);
              return sketch(2);
            });

    LayerSketch completed = (LayerSketch) parent.complete(subject("child"), OWN, LayerSketch.class);

    assertThat(completed.relativeChange().orElseThrow().value().orElseThrow())
        .isCloseTo(0.5, within(1e-6));
  }

  @Test
  void whatTheParentLacksIsTheReasonWhyThereIsNoFigure() {
    AgainstParent parent =
        against(
            (subject, type) -> {
              throw new UserError("it has no such layer");
            });

    LayerSketch completed = (LayerSketch) parent.complete(subject("child"), OWN, LayerSketch.class);

    assertThat(completed.relativeChange().orElseThrow().reason())
        .isEqualTo("there is nothing to hold it against: it has no such layer");
    assertThat(completed.meanSquare()).isEqualTo(OWN.meanSquare());
  }

  /** A mistake in comparing is no lack of the parent's. */
  @Test
  void whatGoesWrongInComparingIsNotHidden() {
    AgainstParent parent = against((subject, type) -> sketch(2, 7));

    assertThatThrownBy(() -> parent.complete(subject("child"), OWN, LayerSketch.class))
        .hasMessageContaining("not of one kind");
  }

  @Test
  void withoutAParentOrAComparisonAMeasurementStaysAsItIs() {
    AgainstParent parent =
        against(
            (subject, type) -> {
              throw new AssertionError("the parent is asked for " + type);
            });
    Metric metric = Metric.of("energy", 1, 1, Direction.NEITHER);
    Energy energy = new Energy(metric, metric);

    assertThat(parent.complete(subject("parent"), OWN, LayerSketch.class)).isSameAs(OWN);
    assertThat(parent.complete(subject("child"), energy, Energy.class)).isSameAs(energy);
  }
}
