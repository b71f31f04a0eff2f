package dev.plumbline.engine.measure;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.heads.Heads;
import dev.plumbline.engine.measure.memory.MeasuredData;
import dev.plumbline.engine.measure.probe.softmax.SoftmaxProbeProvider;
import dev.plumbline.engine.measure.probe.softmax.SoftmaxWorkshop;
import dev.plumbline.engine.measure.probe.softmax.TokenSpill;
import dev.plumbline.engine.measure.probe.softmax.TrainingProgress;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the measurements of a run come from: its registered providers, and its position probe. */
final class MeasurementCatalog {

  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> registered;
  private final RunOptions options;
  private final long seed;
  private final RunListener listener;

  private MeasurementCatalog(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> registered,
      RunOptions options,
      long seed,
      RunListener listener) {
    this.registered = Map.copyOf(registered);
    this.options = options;
    this.seed = seed;
    this.listener = listener;
  }

  /**
   * Makes a catalogue.
   *
   * @param registered the registered providers, by the type they provide
   * @param settings what the run measures on
   * @param listener hears how training goes
   */
  static MeasurementCatalog of(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> registered,
      MeasuringSettings settings,
      RunListener listener) {
    return new MeasurementCatalog(
        registered, settings.options(), settings.inputs().seed(), listener);
  }

  /** Returns all figures that have to be computed for some measurements. */
  Set<Figure> figures(Set<Class<? extends Measurement>> types) {
    Set<Figure> figures = EnumSet.noneOf(Figure.class);
    types.forEach(type -> figures.addAll(figures(type)));
    return Heads.complete(figures);
  }

  /** Returns what measuring takes out of a plan's sessions together. */
  MeasuredData measured(CheckpointPlan plan) {
    Map<LayerName, Set<Figure>> layers = new LinkedHashMap<>();
    for (Map<LayerName, Set<Class<? extends Measurement>>> pass : plan.passes().values()) {
      pass.forEach(
          (layer, types) ->
              layers
                  .computeIfAbsent(layer, name -> EnumSet.noneOf(Figure.class))
                  .addAll(figures(types)));
    }
    int sums =
        plan.passes().values().stream().mapToInt(pass -> sums(pass.values())).max().orElse(0);
    return Heads.measured(layers, sums, keptBytes());
  }

  /**
   * Returns how many of the measurements of a layer sum second moments, at most.
   *
   * @param layers the measurements of each layer
   */
  int sums(Collection<Set<Class<? extends Measurement>>> layers) {
    return layers.stream()
        .mapToInt(
            types -> (int) types.stream().filter(type -> Heads.areSquared(figures(type))).count())
        .max()
        .orElse(0);
  }

  /** Returns what a measurement is made of. */
  private Set<Figure> figures(Class<? extends Measurement> type) {
    return type == PositionProbe.class && trainsBySteps()
        ? SoftmaxProbeProvider.FIGURES
        : registered.get(type).figures();
  }

  /** Returns the providers of a pass, of which the checkpoint and the timestep are named. */
  PassMeasurements forPass(String checkpoint, int timestep) {
    if (!trainsBySteps()) {
      return new PassMeasurements(registered, Optional.empty());
    }
    TrainingProgress progress = new TrainingProgress(checkpoint + " at t=" + timestep, listener);
    TokenSpill spill = new TokenSpill(options.probe().spill(), TokenSpill.DEFAULT_BUDGET);
    return new PassMeasurements(
        registered, Optional.of(new SoftmaxWorkshop(seed, options.threads(), spill, progress)));
  }

  /** Returns how many bytes of tokens a pass keeps in memory at most. */
  long keptBytes() {
    return trainsBySteps() ? TokenSpill.DEFAULT_BUDGET : 0;
  }

  /** Returns where tokens go that are not kept in memory, if any are kept. */
  Optional<Path> spillFolder() {
    return trainsBySteps() ? Optional.of(options.probe().spill()) : Optional.empty();
  }

  private boolean trainsBySteps() {
    return options.probe().kind() == ProbeOptions.Kind.SOFTMAX;
  }
}
