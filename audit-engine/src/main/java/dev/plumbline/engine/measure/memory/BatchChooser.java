package dev.plumbline.engine.measure.memory;

import static dev.plumbline.engine.plan.ByteCount.gigabytes;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.UserError;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Chooses how many images the U-Net takes at once, so that they fit into memory. */
public final class BatchChooser {

  private final OptionalLong memory;
  private final int sharing;
  private final Consumer<String> warnings;

  /**
   * Makes a chooser.
   *
   * @param memory the bytes there are; empty where nobody knows, and then everything fits
   * @param sharing how many sessions have as much each
   * @param warnings hears when a batch is made smaller
   */
  public BatchChooser(OptionalLong memory, int sharing, Consumer<String> warnings) {
    this.memory = memory;
    this.sharing = sharing;
    this.warnings = warnings;
  }

  /**
   * Chooses the largest batch that fits.
   *
   * @param largest the largest that is wanted
   * @param smallest how many images the graph always takes
   * @param estimate what they take
   * @throws UserError if not even the smallest batch fits
   */
  public int choose(int largest, int smallest, MemoryEstimate estimate) {
    if (memory.isEmpty()) {
      return largest;
    }
    int batch = Math.max(largest, smallest);
    while (batch > smallest && estimate.bytes(batch) > memory.getAsLong()) {
      batch--;
    }
    long needed = estimate.bytes(batch);
    if (needed > memory.getAsLong()) {
      throw new UserError(
          String.format(
              "measuring needs about %s of memory (%s), and there are %s%s. Take a machine with more"
                  + " memory, smaller latents (%s), or fewer layers (%s)%s; if you know that it fits,"
                  + " say how much it may take: -D%s=%s",
              gigabytes(needed),
              estimate.parts(),
              gigabytes(memory.getAsLong()),
              sharing > 1
                  ? " for each of " + sharing + " sessions (" + AuditParameters.DEVICE + ")"
                  : "",
              AuditParameters.LATENTS,
              AuditParameters.LAYERS,
              estimate.folds() > 1 ? " or folds (" + AuditParameters.FOLDS + ")" : "",
              AuditParameters.MEMORY,
              gigabytes(sharing * needed + 50_000_000).replace(" ", "")));
    }
    if (batch < largest) {
      warnings.accept(
          String.format(
              "%d images at once would need about %s of memory, and there are %s: the U-Net takes"
                  + " %d at once",
              largest, gigabytes(estimate.bytes(largest)), gigabytes(memory.getAsLong()), batch));
    }
    return batch;
  }
}
