package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pass over all images of a timestep came to: the sums of each measurement of each layer, or
 * why there are none. It can be written, and read where the measurements are wanted.
 */
public final class PassSums {

  /** More layers than any network has that is measured. */
  private static final int MOST_LAYERS = 1 << 20;

  private static final int MOST_SIZE = 1 << 20;

  /**
   * A measurement of a layer.
   *
   * @param run the layer
   * @param type the measurement
   * @param accumulator its sums
   * @param failure what kept it from being summed; null if nothing did
   */
  record Sum(
      LayerRun run,
      Class<? extends Measurement> type,
      Accumulator<? extends Measurement> accumulator,
      RuntimeException failure) {

    LayerName layer() {
      return run.shape().layer();
    }

    void put(int timestep, CheckpointResults results) {
      if (failure != null) {
        results.failed(timestep, layer(), type, failure);
        return;
      }
      try {
        results.put(timestep, layer(), type, accumulator.measurement());
      } catch (RuntimeException e) {
        results.failed(timestep, layer(), type, e);
      }
    }
  }

  private final List<Sum> sums;

  /** Sums of nothing. */
  public static final PassSums NONE = new PassSums(List.of());

  PassSums(List<Sum> sums) {
    this.sums = List.copyOf(sums);
  }

  /** Returns how many sums there are. */
  int size() {
    return sums.size();
  }

  /** Returns those that could not be summed. */
  List<Sum> failed() {
    return sums.stream().filter(sum -> sum.failure() != null).toList();
  }

  /** Returns the layers in their order. */
  List<LayerRun> layers() {
    return sums.stream().map(Sum::run).distinct().toList();
  }

  Optional<Sum> find(LayerName layer, Class<? extends Measurement> type) {
    return sums.stream().filter(sum -> sum.type() == type && sum.layer().equals(layer)).findFirst();
  }

  /** Puts what the sums come to into results. */
  public void put(int timestep, CheckpointResults results) {
    sums.parallelStream().forEach(sum -> sum.put(timestep, results));
  }

  /**
   * Writes the sums.
   *
   * @param to takes them
   * @throws IOException as the writer
   */
  public void write(StateWriter to) throws IOException {
    Map<LayerName, List<Sum>> layers = new LinkedHashMap<>();
    for (Sum sum : sums) {
      layers.computeIfAbsent(sum.layer(), layer -> new ArrayList<>()).add(sum);
    }
    to.writeLong(layers.size());
    for (List<Sum> ofLayer : layers.values()) {
      write(ofLayer.get(0).run(), to);
      to.writeLong(ofLayer.size());
      for (Sum sum : ofLayer) {
        to.writeString(sum.type().getName());
        write(Optional.ofNullable(sum.failure()), to);
        if (sum.failure() == null) {
          sum.accumulator().write(to);
        }
      }
    }
  }

  private static void write(LayerRun run, StateWriter to) throws IOException {
    to.writeString(run.shape().layer().path());
    to.writeLong(run.shape().channels());
    to.writeLong(run.shape().height());
    to.writeLong(run.shape().width());
    to.writeString(run.controlUnavailable().orElse(""));
    to.writeBoolean(run.halfPrecision());
  }

  private static void write(Optional<RuntimeException> failure, StateWriter to) throws IOException {
    to.writeBoolean(failure.isPresent());
    if (failure.isPresent()) {
      boolean isUsers = failure.get() instanceof UserError;
      to.writeBoolean(isUsers);
      to.writeString(isUsers ? String.valueOf(failure.get().getMessage()) : failure.get() + "");
    }
  }

  /**
   * Reads sums.
   *
   * @param from gives them
   * @param providers makes accumulators, by what they measure
   * @param needs which measurements of which layers were asked for; others are refused
   * @throws IOException if something else was written, or nothing that can be read
   */
  public static PassSums read(
      StateReader from,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Map<LayerName, Set<Class<? extends Measurement>>> needs)
      throws IOException {
    List<Sum> sums = new ArrayList<>();
    long layers = from.readLong(0, MOST_LAYERS);
    for (long layer = 0; layer < layers; layer++) {
      LayerRun run = readRun(from);
      Set<Class<? extends Measurement>> wanted = needs.getOrDefault(run.shape().layer(), Set.of());
      long types = from.readLong(0, MOST_LAYERS);
      for (long i = 0; i < types; i++) {
        String name = from.readString();
        Class<? extends Measurement> type =
            wanted.stream()
                .filter(some -> some.getName().equals(name))
                .findFirst()
                .orElseThrow(
                    () -> from.malformed(name + " of " + run.shape().layer() + " is not needed"));
        sums.add(readSum(from, run, type, providers.get(type)));
      }
    }
    return new PassSums(sums);
  }

  private static LayerRun readRun(StateReader from) throws IOException {
    LayerName layer;
    String path = from.readString();
    try {
      layer = new LayerName(path);
    } catch (RuntimeException e) {
      throw from.malformed("a layer is called '" + path + "'");
    }
    LayerShape shape = new LayerShape(layer, readSize(from), readSize(from), readSize(from));
    String unavailable = from.readString();
    return new LayerRun(
        shape,
        unavailable.isEmpty() ? Optional.empty() : Optional.of(unavailable),
        from.readBoolean());
  }

  private static int readSize(StateReader from) throws IOException {
    return (int) from.readLong(1, MOST_SIZE);
  }

  private static Sum readSum(
      StateReader from,
      LayerRun run,
      Class<? extends Measurement> type,
      MeasurementProvider<?> provider)
      throws IOException {
    if (from.readBoolean()) {
      boolean isUsers = from.readBoolean();
      String message = from.readString();
      return new Sum(
          run, type, null, isUsers ? new UserError(message) : new IllegalStateException(message));
    }
    Accumulator<? extends Measurement> accumulator = provider.accumulator(run);
    accumulator.read(from);
    return new Sum(run, type, accumulator, null);
  }
}
