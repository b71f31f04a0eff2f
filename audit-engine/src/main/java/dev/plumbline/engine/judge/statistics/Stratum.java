package dev.plumbline.engine.judge.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Scenes of two samples that weigh much the same, and so can be exchanged for one another: a scene
 * of one image says less than one of twelve.
 *
 * @param scenes their numbers
 * @param first how many of them are on the first side
 */
record Stratum(int[] scenes, int first) {

  /** As few as can be exchanged in more ways than two. */
  private static final int OF_A_SAMPLE = 2;

  /**
   * Divides two samples into strata, at the same shares of each: the lightest of the one with the
   * lightest of the other, and so on. Each has at least two scenes of either sample.
   *
   * @param ours the numbers of the one sample's scenes
   * @param theirs the numbers of the other's
   * @param weights what each scene weighs in its sample, by its number
   */
  static List<Stratum> of(int[] ours, int[] theirs, double[] weights) {
    int[] one = byWeight(ours, weights);
    int[] other = byWeight(theirs, weights);
    int count = Math.max(1, Math.min(one.length, other.length) / OF_A_SAMPLE);
    List<Stratum> strata = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] first = part(one, i, count);
      strata.add(
          new Stratum(
              IntStream.concat(Arrays.stream(first), Arrays.stream(part(other, i, count)))
                  .toArray(),
              first.length));
    }
    return strata;
  }

  private static int[] byWeight(int[] scenes, double[] weights) {
    return Arrays.stream(scenes)
        .boxed()
        .sorted(Comparator.comparingDouble(scene -> weights[scene]))
        .mapToInt(scene -> scene)
        .toArray();
  }

  private static int[] part(int[] scenes, int part, int parts) {
    return Arrays.copyOfRange(
        scenes, part * scenes.length / parts, (part + 1) * scenes.length / parts);
  }

  /** Returns in how many ways its scenes can be dealt to the two sides. */
  double ways() {
    double ways = 1;
    for (int i = 1; i <= first; i++) {
      ways = ways * (scenes.length - first + i) / i;
    }
    return ways;
  }

  /** Returns all choices of scenes for the first side. */
  List<int[]> choices() {
    List<int[]> choices = new ArrayList<>();
    choose(new int[first], 0, 0, choices);
    return choices;
  }

  private void choose(int[] chosen, int count, int from, List<int[]> choices) {
    if (count == first) {
      choices.add(chosen.clone());
      return;
    }
    for (int i = from; i <= scenes.length - (first - count); i++) {
      chosen[count] = scenes[i];
      choose(chosen, count + 1, i + 1, choices);
    }
  }

  /** Draws scenes for the first side. */
  int[] draw(SplittableRandom random) {
    int[] order = scenes.clone();
    for (int i = 0; i < first; i++) {
      int other = random.nextInt(i, order.length);
      int scene = order[other];
      order[other] = order[i];
      order[i] = scene;
    }
    return Arrays.copyOf(order, first);
  }
}
