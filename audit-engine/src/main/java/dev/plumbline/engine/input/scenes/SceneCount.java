package dev.plumbline.engine.input.scenes;

import java.util.List;

/**
 * How many images and scenes a run has.
 *
 * @param images how many images
 * @param scenes how many scenes they are of
 * @param testing how many of them test the probe in a single split
 */
public record SceneCount(int images, int scenes, int testing) {

  /**
   * Counts.
   *
   * @param images the images, split
   */
  public static SceneCount of(List<SourceImage> images) {
    int scenes = (int) images.stream().map(SourceImage::scene).distinct().count();
    int testing =
        (int) images.stream().filter(SourceImage::test).map(SourceImage::scene).distinct().count();
    return new SceneCount(images.size(), scenes, testing);
  }
}
