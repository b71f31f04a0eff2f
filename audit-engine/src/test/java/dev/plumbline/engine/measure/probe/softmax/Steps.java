package dev.plumbline.engine.measure.probe.softmax;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Measures nothing, and runs a step of the test with every pass, and with every image of it. */
public final class Steps implements MeasurementProvider<Steps.Nothing> {

  /** A measurement of nothing. */
  public record Nothing() implements Measurement {
    @Override
    public List<Metric> metrics() {
      return List.of();
    }
  }

  /** The thread is in a pass, which makes an accumulator for each of its chunks. */
  private final ThreadLocal<Boolean> underWay = ThreadLocal.withInitial(() -> false);

  private final Runnable onPass;
  private final Consumer<ImageFigures> onImage;
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  public Steps(Runnable onPass, Consumer<ImageFigures> onImage) {
    this.onPass = onPass;
    this.onImage = onImage;
  }

  /** Returns how many passes of a layer were under way at once, at most. */
  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  @Override
  public Class<Nothing> type() {
    return Nothing.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of();
  }

  @Override
  public Accumulator<Nothing> accumulator(LayerRun run) {
    if (!underWay.get()) {
      underWay.set(true);
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      onPass.run();
    }
    return new Accumulator<>() {
      @Override
      public void add(ImageFigures image) {
        onImage.accept(image);
      }

      @Override
      public void merge(Accumulator<Nothing> other) {}

      @Override
      public void write(StateWriter to) {
        // nothing is summed
      }

      @Override
      public void read(StateReader from) {
        // nothing is summed
      }

      @Override
      public Nothing measurement() {
        underWay.set(false);
        atOnce.decrementAndGet();
        return new Nothing();
      }
    };
  }
}
