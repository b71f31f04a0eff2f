package dev.plumbline.engine.input.scenes;

/**
 * One image that the U-Net is run on.
 *
 * @param name its path relative to the image folder, with '/'; for a row of an array, the row's
 *     number
 * @param scene what it shows, for splits that must not separate two views of one thing: the
 *     sub-folder it is in; for an image directly in the folder and a row of an array, its own name
 * @param test whether it is kept from training and tests the probe
 * @param fold which fold it is in, from 0, where the probe is cross-fitted; 0 where it is not
 */
public record SourceImage(String name, String scene, boolean test, int fold) {

  /**
   * Returns this image in a fold.
   *
   * @param number the fold's number, from 0
   */
  SourceImage inFold(int number) {
    return new SourceImage(name, scene, test, number);
  }

  /** Returns this image while it tests a probe that was trained without it. */
  public SourceImage asTest() {
    return new SourceImage(name, scene, true, fold);
  }
}
