package dev.plumbline.engine.input.scenes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds images that show nearly the same and count as scenes of their own: crops of a photograph,
 * or shots of a series, in a folder without sub-folders. Small copies are moved against each other.
 */
public final class NearDuplicates {

  /** From this correlation on two images show the same. Different photographs stay below 0.87. */
  private static final double SAME = 0.95;

  /** Of the coarse copies: what is below it is not looked at closely. */
  private static final double PERHAPS = 0.8;

  /** Up to so many images each is held against each, of more against those with the next names. */
  private static final int MOST_IN_ALL_PAIRS = 150;

  private static final int NEXT = 20;

  /** What has fewer cells on a side shows too little. */
  private static final int LEAST_SIDE = 12;

  private NearDuplicates() {}

  /**
   * Finds groups.
   *
   * @param images small copies of images that are scenes of their own, by name, in the order of
   *     names
   * @return the names of each group's images
   */
  public static List<List<String>> in(Map<String, SmallCopy> images) {
    List<String> names = List.copyOf(images.keySet());
    List<SmallCopy> fine = List.copyOf(images.values());
    if (fine.stream().anyMatch(copy -> copy.side() < LEAST_SIDE)) {
      return List.of();
    }
    List<SmallCopy> coarse = fine.stream().map(SmallCopy::half).toList();
    int[] group = IntStream.range(0, fine.size()).toArray();
    int reach = fine.size() <= MOST_IN_ALL_PAIRS ? fine.size() : NEXT;
    for (int i = 0; i < fine.size(); i++) {
      for (int j = i + 1; j < Math.min(fine.size(), i + 1 + reach); j++) {
        if (group[i] != group[j] && areSame(fine, coarse, i, j)) {
          merge(group, group[i], group[j]);
        }
      }
    }
    Map<Integer, List<String>> groups = new LinkedHashMap<>();
    for (int i = 0; i < group.length; i++) {
      groups.computeIfAbsent(group[i], first -> new ArrayList<>()).add(names.get(i));
    }
    return groups.values().stream().filter(members -> members.size() > 1).toList();
  }

  private static boolean areSame(List<SmallCopy> fine, List<SmallCopy> coarse, int i, int j) {
    SmallCopy.Match match = coarse.get(i).bestMatch(coarse.get(j));
    return match.correlation() >= PERHAPS
        && fine.get(i).matchNear(fine.get(j), 2 * match.down(), 2 * match.right()).correlation()
            >= SAME;
  }

  private static void merge(int[] group, int into, int from) {
    for (int i = 0; i < group.length; i++) {
      group[i] = group[i] == from ? into : group[i];
    }
  }

  /**
   * Says what was found, for people.
   *
   * @param groups groups of names
   * @param remedy what would help
   */
  public static String describe(List<List<String>> groups, String remedy) {
    List<List<String>> largest =
        groups.stream().sorted(Comparator.comparingInt(group -> -group.size())).limit(3).toList();
    int images = groups.stream().mapToInt(List::size).sum();
    List<String> named = new ArrayList<>();
    largest.forEach(
        group ->
            named.add(
                group.size() == 2
                    ? group.get(0) + " and " + group.get(1)
                    : String.format(
                        "%s to %s (%d)", group.get(0), group.get(group.size() - 1), group.size())));
    int more = groups.size() - largest.size();
    return String.format(
        "Images are near-duplicates of each other, as crops of one photograph are: %s%s. They count"
            + " as %d scenes and are %d: %s. What is compared takes scenes to be independent, and"
            + " the probe would be tested on what trained it.",
        String.join("; ", named),
        more > 0 ? "; and " + more + (more == 1 ? " group more" : " groups more") : "",
        images,
        groups.size(),
        remedy);
  }
}
