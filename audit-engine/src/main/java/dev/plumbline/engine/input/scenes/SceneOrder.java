package dev.plumbline.engine.input.scenes;

import dev.plumbline.engine.plan.SeenScenes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scenes of a run in an order drawn at random: those that train the probe first. It is the
 * order by which a split by scene takes scenes for testing, from its end: so whole scenes come, and
 * the next is drawn from all that are left.
 */
public final class SceneOrder {

  private final List<SeenScenes.Scene> scenes = new ArrayList<>();
  private final List<List<Integer>> images = new ArrayList<>();

  private SceneOrder() {}

  /**
   * Orders the scenes of images that were split by scene.
   *
   * @param images the images; the order numbers them as they come here
   * @param seed the seed of the split
   */
  public static SceneOrder of(List<SourceImage> images, long seed) {
    Map<String, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      members.computeIfAbsent(images.get(i).scene(), scene -> new ArrayList<>()).add(i);
    }
    SceneOrder order = new SceneOrder();
    members.values().stream()
        .sorted(
            Comparator.<List<Integer>, Boolean>comparing(some -> images.get(some.get(0)).test())
                .thenComparing(
                    some -> images.get(some.get(0)).scene(), SceneSplit.order(seed).reversed()))
        .forEach(
            some -> {
              SourceImage one = images.get(some.get(0));
              order.scenes.add(new SeenScenes.Scene(one.scene(), some.size(), one.test()));
              order.images.add(List.copyOf(some));
            });
    return order;
  }

  /** Returns the scenes. */
  public List<SeenScenes.Scene> scenes() {
    return List.copyOf(scenes);
  }

  /**
   * Returns the numbers of a scene's images.
   *
   * @param scene the scene's place
   */
  public List<Integer> images(int scene) {
    return images.get(scene);
  }
}
