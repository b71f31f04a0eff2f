package dev.plumbline.spark;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A measurement that is another one wherever images are added, or chunks merged, in another order.
 * Sums of figures seldom are: most are exact in double precision.
 *
 * @param order a number that follows from the order
 */
public record ImageOrder(Metric order) implements Measurement {

  @Override
  public List<Metric> metrics() {
    return List.of(order);
  }

  /** Registered as a service. */
  public static final class Provider implements MeasurementProvider<ImageOrder> {

    /** Made by the service loader. */
    public Provider() {}

    @Override
    public Class<ImageOrder> type() {
      return ImageOrder.class;
    }

    @Override
    public Set<Figure> figures() {
      return Set.of();
    }

    @Override
    public Accumulator<ImageOrder> accumulator(LayerRun run) {
      return new Folded();
    }
  }

  private static final class Folded implements Accumulator<ImageOrder> {

    private static final long MODULUS = 1L << 40;

    private long folded;
    private long images;

    private void fold(long next) {
      folded = Math.floorMod(folded * 31 + next, MODULUS);
    }

    @Override
    public void add(ImageFigures image) {
      fold(image.image().hashCode());
      images++;
    }

    @Override
    public void merge(Accumulator<ImageOrder> other) {
      fold(((Folded) other).folded);
      images += ((Folded) other).images;
    }

    @Override
    public void write(StateWriter to) throws IOException {
      to.writeLong(folded);
      to.writeLong(images);
    }

    @Override
    public void read(StateReader from) throws IOException {
      folded = from.readLong();
      images = from.readLong();
    }

    @Override
    public ImageOrder measurement() {
      return new ImageOrder(Metric.of("order.images", folded, images, Direction.NEITHER));
    }
  }
}
