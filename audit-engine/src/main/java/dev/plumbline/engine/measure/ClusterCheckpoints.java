package dev.plumbline.engine.measure;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.LocalExecutor.LocalDevice;
import dev.plumbline.engine.measure.cluster.ClusterOrder;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.ControlStore;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * The checkpoints that a process has open for the tasks of one run, with their inputs: each once,
 * for all seats.
 */
final class ClusterCheckpoints implements AutoCloseable {

  /**
   * A checkpoint that is open, with its inputs.
   *
   * @param measurer measures it
   * @param facts what is known of it
   */
  record Open(LocalMeasurer measurer, OpenedFacts facts) {}

  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Told told;
  private final CheckpointInputs inputs;
  private final ControlStore controls;
  private final Map<CheckpointSpec, Open> checkpoints = new HashMap<>();
  private final Object opening = new Object();

  /**
   * Makes it for a run; nothing is open.
   *
   * @param order an order of the run
   * @param providers the measurements there are
   * @param told hears what was found
   */
  ClusterCheckpoints(
      ClusterOrder order,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Told told) {
    this.providers = providers;
    this.told = told;
    this.inputs = new CheckpointInputs(order.job().inputs(), false, told); // they compare there
    this.controls = new ControlStore(told);
  }

  /** Opens a checkpoint, the first time, and makes sure that it is what others have opened. */
  Open open(ClusterOrder order, LocalDevice device) {
    synchronized (opening) {
      CheckpointSpec spec = order.job().plan().checkpoint();
      Optional<Open> known = known(spec);
      if (known.isPresent()) {
        return known.get();
      }
      MeasuringSettings settings =
          MeasuringSettings.of(
                  order.job().inputs(),
                  order.job().options().on(List.of(device.sessions().device())))
              .withExplorer(order.job().explorer());
      MeasurementCatalog catalog = MeasurementCatalog.of(providers, settings, told);
      LocalMeasurer measurer =
          new CheckpointOpener(settings, inputs, catalog, told)
              .open(controls.ready(order.job().plan()), device.sessions());
      SortedMap<String, String> facts = measurer.opened().facts().get();
      refuseAnother(order, facts);
      Open open = new Open(measurer, new OpenedFacts(() -> facts, measurer.opened().thumbnails()));
      know(spec, open);
      return open;
    }
  }

  private synchronized Optional<Open> known(CheckpointSpec spec) {
    return Optional.ofNullable(checkpoints.get(spec));
  }

  private synchronized void know(CheckpointSpec spec, Open open) {
    checkpoints.put(spec, open);
  }

  /** Forgets the checkpoints that nobody wants any more. */
  synchronized void keep(Predicate<CheckpointSpec> wanted) {
    for (CheckpointSpec one : List.copyOf(checkpoints.keySet())) {
      if (!wanted.test(one)) {
        checkpoints.remove(one);
        controls.delete(one.name());
      }
    }
  }

  private static void refuseAnother(ClusterOrder order, SortedMap<String, String> facts) {
    if (!order.facts().isEmpty() && !order.facts().equals(facts)) {
      throw new UserError(
          String.format(
              "%s, or what it is run on, is not the same on all machines: it was changed, or"
                  + " machines have different files under that name. Name a folder that all of"
                  + " them share, and where nobody writes.",
              order.job().plan().checkpoint().path()));
    }
  }

  @Override
  public void close() {
    controls.close();
  }
}
