package dev.plumbline.engine.measure.sums;

import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Arrays;

/** The mean over images of a number that every position has. */
public final class PositionMeans {

  private double[] sums;
  private long images;

  public PositionMeans(int positions) {
    sums = new double[positions];
  }

  public void add(float[] values) {
    Arrays.setAll(sums, i -> sums[i] + values[i]);
    images++;
  }

  public void merge(PositionMeans other) {
    Arrays.setAll(sums, i -> sums[i] + other.sums[i]);
    images += other.images;
  }

  public void write(StateWriter to) throws IOException {
    to.writeLong(images);
    to.writeDoubles(sums);
  }

  /** Becomes what another one of as many positions was when it was written. */
  public void read(StateReader from) throws IOException {
    images = from.readLong(0, Integer.MAX_VALUE);
    sums = from.readDoubles(sums.length);
  }

  public boolean isEmpty() {
    return images == 0;
  }

  public long images() {
    return images;
  }

  /** Returns the means, in the positions' order. */
  public float[] values() {
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (sums[i] / images);
    }
    return values;
  }
}
