package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was fitted on the training images of a section, for whoever measures its test images.
 *
 * @param classifiers the classifiers of each layer that has some
 * @param failed what cannot be measured any more, with the reasons
 */
public record Fitted(Map<LayerName, LinearClassifier> classifiers, PassSums failed) {

  private static final int MOST = 1 << 20;

  /** Copies the classifiers. */
  public Fitted {
    classifiers = Map.copyOf(classifiers);
  }

  /** Returns a hash of the classifiers: whoever fits the same chunks gets the same. */
  String hash() {
    return PassTotals.hash(classifiers);
  }

  /** Writes it, bit for bit. */
  public void write(StateWriter to) throws IOException {
    to.writeLong(classifiers.size());
    for (Map.Entry<LayerName, LinearClassifier> one : new TreeMap<>(classifiers).entrySet()) {
      to.writeString(one.getKey().path());
      LinearClassifier fitted = one.getValue();
      to.writeFloats(fitted.shift());
      to.writeFloats(fitted.rowWeights());
      to.writeFloats(fitted.rowBias());
      to.writeFloats(fitted.columnWeights());
      to.writeFloats(fitted.columnBias());
    }
    failed.write(to);
  }

  /**
   * Reads what was written.
   *
   * @param from gives it
   * @param providers makes accumulators, by what they measure
   * @param needs which measurements of which layers were asked for
   */
  public static Fitted read(
      StateReader from,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Map<LayerName, Set<Class<? extends Measurement>>> needs)
      throws IOException {
    Map<LayerName, LinearClassifier> classifiers = new LinkedHashMap<>();
    long count = from.readLong(0, MOST);
    for (long i = 0; i < count; i++) {
      classifiers.put(
          new LayerName(from.readString()),
          new LinearClassifier(
              from.readFloats(),
              from.readFloats(),
              from.readFloats(),
              from.readFloats(),
              from.readFloats()));
    }
    return new Fitted(classifiers, PassSums.read(from, providers, needs));
  }
}
