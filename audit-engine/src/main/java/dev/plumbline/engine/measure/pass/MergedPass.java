package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import java.io.IOException;
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

  private MergedPass() {}

  /**
   * Adds up chunks.
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
    int folds = (int) layout.sections().stream().filter(section -> !section.test()).count();
    PassTotals totals = null;
    for (Section section : layout.sections()) {
      String classifiers = "";
      if (section.test() && totals != null) {
        String fitted = PassTotals.hash(totals.fit(section));
        classifiers = layout.round(section) == 1 ? "" : fitted;
      }
      for (ChunkPlace place : layout.of(section)) {
        PassSums sums = chunks.read(place, classifiers);
        if (totals == null) {
          totals = new PassTotals(sums.layers(), needs, providers, folds);
        }
        totals.append(section, sums);
      }
      if (totals != null) {
        totals.end(section);
      }
    }
    if (totals == null) {
      throw new IOException("There is no chunk in it.");
    }
    return totals.sums();
  }
}
