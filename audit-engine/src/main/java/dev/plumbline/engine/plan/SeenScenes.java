package dev.plumbline.engine.plan;

import java.util.List;

/**
 * How far the images of a run have been seen that come scene by scene, in an order drawn at random.
 *
 * @param scenes all scenes of the run, in the order in which they come
 * @param seen how many of them have come
 */
public record SeenScenes(List<Scene> scenes, int seen) {

  /**
   * A scene.
   *
   * @param name its name
   * @param images how many of the run's images it has
   * @param test whether they test the probe and do not train it
   */
  public record Scene(String name, int images, boolean test) {}

  /** Keeps the scenes. */
  public SeenScenes {
    scenes = List.copyOf(scenes);
  }

  /** Returns how many images have been seen. */
  public int images() {
    return images(scenes.subList(0, seen));
  }

  /** Returns how many images there are in all. */
  public int allImages() {
    return images(scenes);
  }

  /** Tells whether all have been seen. */
  public boolean isComplete() {
    return seen == scenes.size();
  }

  private static int images(List<Scene> some) {
    return some.stream().mapToInt(Scene::images).sum();
  }
}
