package dev.plumbline.engine.measure.pass;

import dev.plumbline.engine.measure.kept.ExploredChunk;
import java.io.IOException;

/**
 * Where the chunks of a pass go that are measured here, and come from that are measured elsewhere.
 */
public interface ChunkExchange {

  /**
   * Tells whether a chunk is there already.
   *
   * @param place the chunk
   * @param layout all of the pass
   * @param classifiers the hash of the classifiers that it tests; empty if it tests none
   */
  boolean isThere(ChunkPlace place, ChunkLayout layout, String classifiers);

  /**
   * Reads what a chunk of the first round came to.
   *
   * @throws IOException if it cannot be read; the message, a sentence, says why
   * @throws dev.plumbline.engine.plan.UserError if it is nowhere, or in more than one place
   */
  PassSums read(ChunkPlace place, ChunkLayout layout) throws IOException;

  /**
   * Keeps what a chunk came to.
   *
   * @param place the chunk
   * @param layout all of the pass
   * @param classifiers the hash of the classifiers that it tests; empty if it tests none
   * @param sums the sums over its images
   * @param explored what the explorer shows of them
   * @throws IOException if it cannot be written
   */
  void keep(
      ChunkPlace place,
      ChunkLayout layout,
      String classifiers,
      PassSums sums,
      ExploredChunk explored)
      throws IOException;
}
