package dev.plumbline.engine.measure.health;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * In how many images each channel is massive: of a mean magnitude far beyond the median channel's
 * (after Sun, Chen, Kolter and Liu, "Massive Activations in Large Language Models", 2024, who look
 * at single activations).
 */
final class MassiveChannels {

  private static final double TIMES_THE_MEDIAN = 100;
  private static final double SHARE_OF_IMAGES = 0.9;

  private long[] massive;
  private long images;

  MassiveChannels(int channels) {
    massive = new long[channels];
  }

  /** Adds an image by its channels' mean magnitudes. Where the median is 0, none is massive. */
  void add(float[] magnitudes) {
    double median = Medians.of(magnitudes);
    for (int c = 0; c < massive.length; c++) {
      massive[c] += median > 0 && magnitudes[c] >= TIMES_THE_MEDIAN * median ? 1 : 0;
    }
    images++;
  }

  /** Adds everything another one has, which is unchanged. */
  void merge(MassiveChannels other) {
    Arrays.setAll(massive, c -> massive[c] + other.massive[c]);
    images += other.images;
  }

  void write(StateWriter to) throws IOException {
    to.writeLong(images);
    to.writeLongs(massive);
  }

  void read(StateReader from) throws IOException {
    images = from.readLong(0, Integer.MAX_VALUE);
    massive = from.readLongs(massive.length);
  }

  /** Returns how many channels are massive. */
  Metric count(String name) {
    long count = Arrays.stream(massive).filter(this::isMassive).count();
    return Metric.of(name, count, images, Direction.NEITHER);
  }

  /**
   * Returns the share that massive channels have of something.
   *
   * @param name the metric's name
   * @param parts what each channel has of it
   */
  Metric share(String name, double[] parts) {
    double all = Arrays.stream(parts).sum();
    double theirs = 0;
    for (int c = 0; c < parts.length; c++) {
      theirs += isMassive(massive[c]) ? parts[c] : 0;
    }
    return Metric.of(name, all > 0 ? theirs / all : 0, images, Direction.NEITHER);
  }

  private boolean isMassive(long inImages) {
    return inImages > 0 && inImages >= SHARE_OF_IMAGES * images;
  }
}
