package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A pass of which every chunk was measured somewhere: they are added up as if they were here. */
public final class MergedPass {

  /** Reads what chunks came to. */
  @FunctionalInterface
  public interface Chunks {

    /**
     * Reads what a chunk came to.
     *
     * @param place the chunk
     * @param classifiers the hash of the classifiers that it has to have tested; empty if none
     * @throws IOException if it cannot be read; the message, a sentence, says why
     */
    PassSums read(ChunkPlace place, String classifiers) throws IOException;
  }

  private final ChunkLayout layout;
  private final Map<LayerName, Set<Class<? extends Measurement>>> needs;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Map<Section, Fitted> fitted = new LinkedHashMap<>();
  private PassTotals totals;

  /**
   * Makes a pass that has no chunk yet.
   *
   * @param layout which there are
   * @param needs the measurements of each layer
   * @param providers what makes them
   */
  public MergedPass(
      ChunkLayout layout,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    this.layout = layout;
    this.needs = needs;
    this.providers = providers;
  }

  /**
   * Adds up the chunks of both rounds.
   *
   * @param layout which there are
   * @param chunks reads them
   * @param needs the measurements of each layer
   * @param providers what makes them
   * @throws IOException if a chunk cannot be read
   */
  public static PassSums of(
      ChunkLayout layout,
      Chunks chunks,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers)
      throws IOException {
    MergedPass pass = new MergedPass(layout, needs, providers);
    pass.first(chunks);
    return pass.second(chunks);
  }

  /**
   * Adds up the chunks of the first round, in their order, and fits what those of the second test.
   *
   * @param chunks reads them
   * @return what was fitted for each section of the second round
   * @throws IOException if a chunk cannot be read
   */
  public Map<Section, Fitted> first(Chunks chunks) throws IOException {
    for (Section section : layout.sections()) {
      if (section.test() && totals != null) {
        Fitted ofSection = totals.fitted(section);
        if (layout.round(section) > 1) {
          fitted.put(section, ofSection);
        }
      }
      if (layout.round(section) == 1) {
        add(section, chunks, "");
      }
    }
    return Collections.unmodifiableMap(fitted);
  }

  /**
   * Adds up the chunks of the second round, in their order.
   *
   * @param chunks reads them
   * @return what all images came to
   * @throws IOException if a chunk cannot be read
   */
  public PassSums second(Chunks chunks) throws IOException {
    for (Section section : layout.sections()) {
      if (layout.round(section) > 1) {
        add(section, chunks, fitted.containsKey(section) ? fitted.get(section).hash() : "");
      }
    }
    if (totals == null) {
      throw new IOException("There is no chunk in it.");
    }
    return totals.sums();
  }

  private void add(Section section, Chunks chunks, String classifiers) throws IOException {
    for (ChunkPlace place : layout.of(section)) {
      PassSums sums = chunks.read(place, classifiers);
      if (totals == null) {
        int folds = (int) layout.sections().stream().filter(one -> !one.test()).count();
        totals = new PassTotals(sums.layers(), needs, providers, folds);
      }
      totals.append(section, sums);
    }
    if (totals != null) {
      totals.end(section);
    }
  }
}
