package dev.plumbline.docs;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Set;

/** Provides the measurement of docs/extending.md. */
// docs:begin
public final class ChannelMaximaProvider implements MeasurementProvider<ChannelMaxima> {

  @Override
  public Class<ChannelMaxima> type() {
    return ChannelMaxima.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.REPRESENTATION);
  }

  @Override
  public Accumulator<ChannelMaxima> accumulator(LayerRun run) {
    return new Largest();
  }

  private static final class Largest implements Accumulator<ChannelMaxima> {
    private double largest;
    private long images;

    @Override
    public void add(ImageFigures image) {
      if (image.isFinite()) {
        for (float value : image.representation()) {
          largest = Math.max(largest, Math.abs(value));
        }
        images++;
      }
    }

    @Override
    public void merge(Accumulator<ChannelMaxima> other) {
      largest = Math.max(largest, ((Largest) other).largest);
      images += ((Largest) other).images;
    }

    @Override
    public void write(StateWriter to) throws IOException {
      to.writeDouble(largest);
      to.writeLong(images);
    }

    @Override
    public void read(StateReader from) throws IOException {
      largest = from.readDouble();
      images = from.readLong();
    }

    @Override
    public ChannelMaxima measurement() {
      String name = "channel.largest";
      return new ChannelMaxima(
          images == 0
              ? Metric.notApplicable(name, Direction.HIGHER, "no image has finite activations")
              : Metric.of(name, largest, images, Direction.HIGHER));
    }
  }
}
// docs:end
