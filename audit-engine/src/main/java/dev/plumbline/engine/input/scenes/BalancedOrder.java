package dev.plumbline.engine.input.scenes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Orders things for a choice of the first few, balanced over scenes: round by round one of every
 * scene that has any left. Scenes, and things within a scene, go by a hash of seed and name.
 *
 * <p>The first few of what was chosen before are the first few of all: a choice may be made in two
 * steps.
 */
public final class BalancedOrder {

  private BalancedOrder() {}

  /**
   * Orders things.
   *
   * @param things the things in any order
   * @param name a thing's name, by which it differs from all others
   * @param scene a thing's scene
   * @param seed the seed
   * @return the same things in the order in which to take them
   */
  public static <T> List<T> of(
      List<T> things, Function<T, String> name, Function<T, String> scene, long seed) {
    Map<String, Deque<T>> scenes = new LinkedHashMap<>();
    things.stream()
        .sorted(
            Comparator.comparing(scene, SeededHash.order("scene", seed))
                .thenComparing(name, SeededHash.order("sample", seed)))
        .forEach(
            thing ->
                scenes.computeIfAbsent(scene.apply(thing), key -> new ArrayDeque<>()).add(thing));
    List<T> ordered = new ArrayList<>();
    while (ordered.size() < things.size()) {
      for (Deque<T> left : scenes.values()) {
        if (!left.isEmpty()) {
          ordered.add(left.remove());
        }
      }
    }
    return ordered;
  }
}
