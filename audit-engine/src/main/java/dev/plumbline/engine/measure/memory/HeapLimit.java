package dev.plumbline.engine.measure.memory;

import static dev.plumbline.engine.plan.ByteCount.gigabytes;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.UserError;
import java.util.Locale;

/**
 * Whether the sums of several folds fit on the heap, which is a quarter of a machine's memory where
 * nobody says otherwise.
 */
public final class HeapLimit {

  private HeapLimit() {}

  /**
   * Refuses a run whose sums do not fit.
   *
   * @param estimate what they take
   * @param batch how many images the U-Net takes at once
   * @param sessions how many such runs there are at once
   * @param heap the largest number of bytes that the heap may have
   * @throws UserError if they do not fit
   */
  public static void check(MemoryEstimate estimate, int batch, int sessions, long heap) {
    long needed = sessions * estimate.heap(batch);
    if (estimate.folds() > 1 && needed > heap) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s=%d: the sums of the folds take about %s of Java's heap, which is limited to %s."
                  + " Take fewer folds or layers (%s), or a larger heap: -DargLine=-Xmx%dg",
              AuditParameters.FOLDS,
              estimate.folds(),
              gigabytes(needed),
              gigabytes(heap),
              AuditParameters.LAYERS,
              1 + needed / (1 << 30)));
    }
  }
}
