package dev.plumbline.engine.plan;

import java.util.List;

/**
 * What the representation explorer shows of a checkpoint.
 *
 * @param images of how many images at most; 0 switches it off
 * @param layers the layers; empty for the outputs of blocks and of attentions
 * @param limit how many bytes the representations may take in the page
 */
public record Explorer(int images, List<Glob> layers, long limit) {

  /** Shows nothing. */
  public static final Explorer OFF = new Explorer(0, List.of(), 0);

  /**
   * Shares the limit among checkpoints, which are all in one page.
   *
   * @param checkpoints how many there are, at least 1
   * @return what it shows of each of them
   */
  public Explorer sharedBy(int checkpoints) {
    return new Explorer(images, layers, limit / checkpoints);
  }
}
