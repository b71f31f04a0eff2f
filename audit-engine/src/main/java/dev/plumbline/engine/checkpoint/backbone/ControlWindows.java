package dev.plumbline.engine.checkpoint.backbone;

/**
 * The windows of the latents that the control of a similarity is made of: the same content, away
 * from the border. A network that runs at several sizes is run on the latents and on a crop of
 * them; one that runs at one size only, in windows that are shifted diagonally against the one in
 * the middle.
 *
 * @param crop how many latents the crop cuts off on every side, whole tokens at every layer
 */
public record ControlWindows(int crop) {

  /** U-Nets halve latents three times at most, so that this is whole tokens at every layer. */
  public static final ControlWindows OF_UNETS = new ControlWindows(8);

  /** By how many latents a window is shifted, on both axes: content gets as far from the border. */
  public int shift() {
    return crop;
  }

  /** A side of the smallest window in which half of its content can get so far on every side. */
  public int smallest() {
    return 4 * shift();
  }
}
