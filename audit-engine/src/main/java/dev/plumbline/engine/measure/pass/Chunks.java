package dev.plumbline.engine.measure.pass;

import dev.plumbline.engine.input.scenes.SourceImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts images into chunks, each of which is summed from zero wherever it is measured. The sums of
 * chunks are merged in their order, so that the same bits come out whoever measured which. How
 * images are cut depends on nothing but them and their order: not on batches, threads or devices.
 */
final class Chunks {

  /** How many images a chunk has at most. */
  static final int IMAGES = 16;

  private Chunks() {}

  /**
   * Cuts images. Those of a scene that come one after another stay together where they fit.
   *
   * @param images the images
   * @param some the numbers of those that are cut, in the order in which they pass
   * @return their numbers, chunk by chunk
   */
  static List<List<Integer>> of(List<SourceImage> images, List<Integer> some) {
    List<List<Integer>> chunks = new ArrayList<>();
    List<Integer> chunk = new ArrayList<>();
    for (List<Integer> scene : scenes(images, some)) {
      if (chunk.size() + scene.size() > IMAGES && !chunk.isEmpty()) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
      }
      for (int image : scene) {
        if (chunk.size() == IMAGES) {
          chunks.add(chunk);
          chunk = new ArrayList<>();
        }
        chunk.add(image);
      }
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  private static List<List<Integer>> scenes(List<SourceImage> images, List<Integer> some) {
    List<List<Integer>> scenes = new ArrayList<>();
    String last = null;
    for (int image : some) {
      String scene = images.get(image).scene();
      if (!scene.equals(last)) {
        scenes.add(new ArrayList<>());
        last = scene;
      }
      scenes.get(scenes.size() - 1).add(image);
    }
    return scenes;
  }
}
