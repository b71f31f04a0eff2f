package dev.plumbline.engine.run.against;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.fixtures.Contrast;
import dev.plumbline.engine.fixtures.Energy;
import dev.plumbline.engine.plan.UserError;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgainstControlTest {

  private static final Map<Class<? extends Measurement>, MeasurementProvider<?>> PROVIDERS =
      Map.of(Contrast.class, new Contrast.Provider(), Energy.class, new Energy.Provider());

  private static final Contrast OWN = contrast(6);

  private static Contrast contrast(double norm) {
    return new Contrast(Metric.of("contrast.norm", norm, 10, Direction.NEITHER), Optional.empty());
  }

  private static Subject subject(String checkpoint) {
    return new Subject(checkpoint, new LayerName("conv_in"), 50);
  }

  private static AgainstControl against(AgainstOther.Other measured) {
    return new AgainstControl(
        name ->
            Optional.of(name + "~random")
                .filter(control -> name.equals("tiny"))
                .map(control -> AgainstOther.Other.ofRun(control, measured)),
        PROVIDERS);
  }

  @Test
  void aMeasurementIsCompletedWithTheControlsOfTheSameLayerAndTimestep() {
    AgainstControl control =
        against(
            (subject, type) -> {
              assertThat(subject).isEqualTo(subject("tiny~random"));
              assertThat(type).isEqualTo(Contrast.class);
              return contrast(2);
            });

    Contrast completed = (Contrast) control.complete(subject("tiny"), OWN, Contrast.class);

    assertThat(completed.norm()).isEqualTo(OWN.norm());
    assertThat(completed.times().orElseThrow().value()).hasValue(3);
  }

  @Test
  void whatKeptTheControlFromBeingMeasuredIsTheReasonWhyThereIsNoFigure() {
    AgainstControl control =
        against(
            (subject, type) -> {
              throw new UserError("its weights cannot be redrawn");
            });

    Contrast completed = (Contrast) control.complete(subject("tiny"), OWN, Contrast.class);

    assertThat(completed.times().orElseThrow().isApplicable()).isFalse();
    assertThat(completed.times().orElseThrow().reason())
        .isEqualTo("there is no control: its weights cannot be redrawn");
  }

  /** The control is there: that it is not must not be said. */
  @Test
  void aComparisonThatFailsIsNotTakenForAMissingControl() {
    Metric none = Metric.notApplicable("contrast.norm", Direction.NEITHER, "no image is finite");
    AgainstControl control =
        against(
            (subject, type) -> new Contrast(none, Optional.empty())); // whose value is asked for

    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> control.complete(subject("tiny"), OWN, Contrast.class));
  }

  @Test
  void withoutAControlOrAComparisonAMeasurementStaysAsItIs() {
    AgainstControl control =
        against(
            (subject, type) -> {
              throw new AssertionError("the control is asked for " + type);
            });
    Energy energy = new Energy(OWN.norm(), OWN.norm());

    assertThat(control.complete(subject("tiny~random"), OWN, Contrast.class)).isSameAs(OWN);
    assertThat(control.complete(subject("tiny"), energy, Energy.class)).isSameAs(energy);
  }
}
