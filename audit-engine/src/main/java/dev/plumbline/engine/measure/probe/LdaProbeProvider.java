package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ControlComparison;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.plan.ProbeOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Provides {@link PositionProbe} by linear discriminant analysis. */
public final class LdaProbeProvider implements MeasurementProvider<PositionProbe> {

  /** What metrics call the probes that a run may have. */
  private static final List<String> PROBES =
      Arrays.stream(ProbeOptions.Kind.values()).map(ProbeOptions.Kind::label).toList();

  @Override
  public Class<PositionProbe> type() {
    return PositionProbe.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.SCATTER_SUMS, Figure.PREDICTIONS);
  }

  @Override
  public Accumulator<PositionProbe> accumulator(LayerRun run) {
    return new PositionProbeAccumulator(run.shape(), new LdaTraining(run.shape()));
  }

  @Override
  public Set<String> conditionalMetrics() {
    Set<String> names = new TreeSet<>();
    for (String kind : PROBES) {
      for (int cells : PositionProbeAccumulator.GRIDS) {
        names.add("probe." + kind + ".accuracy_" + cells);
        names.add("probe." + kind + ".selectivity_" + cells);
      }
      names.add("probe." + kind + ".row_accuracy");
      names.add("probe." + kind + ".column_accuracy");
    }
    return names;
  }

  /** Says how selectivity comes about. It is said here for every probe that may take this place. */
  @Override
  public Optional<ControlComparison<PositionProbe>> controlComparison() {
    return Optional.of(
        new ControlComparison<>(PositionProbe::against, PositionProbe::withoutControl));
  }
}
