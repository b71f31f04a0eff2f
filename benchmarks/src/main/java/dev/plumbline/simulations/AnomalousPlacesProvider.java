package dev.plumbline.simulations;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ContributionCollector;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Provides {@link AnomalousPlaces}. A token is anomalous as docs/measurements.md says. */
public final class AnomalousPlacesProvider implements MeasurementProvider<AnomalousPlaces> {

  private static final double ROBUST_Z_THRESHOLD = 8;
  private static final double MAD_TO_SIGMA = 1.4826;

  @Override
  public Class<AnomalousPlaces> type() {
    return AnomalousPlaces.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.NORMS);
  }

  @Override
  public Accumulator<AnomalousPlaces> accumulator(LayerRun run) {
    return new Places(run.shape().tokens());
  }

  private static final class Places implements Accumulator<AnomalousPlaces> {

    private final List<ContributionCollector> places = new ArrayList<>();
    private long[] anomalous;
    private long images;

    Places(int tokens) {
      anomalous = new long[tokens];
      for (int token = 0; token < tokens; token++) {
        places.add(new ContributionCollector());
      }
    }

    @Override
    public void add(ImageFigures image) {
      if (!image.isFinite()) {
        return;
      }
      float[] norms = image.norms();
      double[] all = new double[norms.length];
      Arrays.setAll(all, token -> norms[token]);
      double median = median(all);
      double mad = median(Arrays.stream(all).map(norm -> Math.abs(norm - median)).toArray());
      if (!(mad > 0)) {
        return;
      }
      images++;
      for (int token = 0; token < all.length; token++) {
        boolean isAnomalous = (all[token] - median) / (MAD_TO_SIGMA * mad) > ROBUST_Z_THRESHOLD;
        anomalous[token] += isAnomalous ? 1 : 0;
        places.get(token).add(image, isAnomalous ? 1 : 0);
      }
    }

    private static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int half = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    @Override
    public void merge(Accumulator<AnomalousPlaces> accumulator) {
      Places other = (Places) accumulator;
      images += other.images;
      for (int token = 0; token < anomalous.length; token++) {
        anomalous[token] += other.anomalous[token];
        places.get(token).merge(other.places.get(token));
      }
    }

    @Override
    public void write(StateWriter to) throws IOException {
      to.writeLong(images);
      to.writeLongs(anomalous);
      for (ContributionCollector place : places) {
        place.write(to);
      }
    }

    @Override
    public void read(StateReader from) throws IOException {
      images = from.readLong();
      anomalous = from.readLongs(anomalous.length);
      for (ContributionCollector place : places) {
        place.read(from);
      }
    }

    @Override
    public AnomalousPlaces measurement() {
      List<Metric> metrics = new ArrayList<>();
      for (int token = 0; token < anomalous.length; token++) {
        if (anomalous[token] > 0) {
          metrics.add(
              Metric.of(
                      AnomalousPlaces.PREFIX + token,
                      (double) anomalous[token] / images,
                      images,
                      Direction.HIGHER)
                  .withContributions(places.get(token).ratio()));
        }
      }
      return new AnomalousPlaces(metrics);
    }
  }
}
