package dev.plumbline.spark;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkEnv;

/**
 * A measurement that ends the process of an executor, at each layer of a float16 network; of
 * others, it lets one executor stand still where a test wants that ({@link Standstill}).
 */
public record Poison() implements Measurement {

  @Override
  public List<Metric> metrics() {
    return List.of();
  }

  private static boolean isInExecutor() {
    return SparkEnv.get() != null && !SparkEnv.get().executorId().equals("driver");
  }

  /** Registered as a service. */
  public static final class Provider implements MeasurementProvider<Poison> {

    /** Made by the service loader. */
    public Provider() {}

    @Override
    public Class<Poison> type() {
      return Poison.class;
    }

    @Override
    public Set<Figure> figures() {
      return Set.of();
    }

    @Override
    public Accumulator<Poison> accumulator(LayerRun run) {
      if (isInExecutor()) {
        if (run.halfPrecision()) {
          Runtime.getRuntime().halt(9);
        }
        Standstill.ifWanted();
      }
      return new Nothing();
    }
  }

  private record Nothing() implements Accumulator<Poison> {

    @Override
    public void add(ImageFigures image) {}

    @Override
    public void merge(Accumulator<Poison> other) {}

    @Override
    public void write(StateWriter to) {
      // nothing is summed
    }

    @Override
    public void read(StateReader from) {
      // nothing is summed
    }

    @Override
    public Poison measurement() {
      return new Poison();
    }
  }
}
