package dev.plumbline.reports.results;

import dev.plumbline.reports.writing.Texts;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Why leaves came to what they came to. Leaves that share a reason are one entry, since most often
 * one cause stops many of them.
 *
 * @param text what the leaves came to, and why: a line
 * @param first the first leaf's name
 * @param leaves how many there are
 */
public record Reason(String text, String first, int leaves) {

  /** Returns the reasons of some leaves of a run, those of most leaves first. */
  public static List<Reason> of(RunResults run, Predicate<LeafResult> some) {
    Map<String, List<LeafResult>> byReason =
        run.leaves().stream()
            .filter(some)
            .collect(
                Collectors.groupingBy(
                    leaf -> leaf.outcome().label() + ": " + Texts.firstLine(leaf.message()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byReason.entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingInt(reason -> -reason.leaves()))
        .toList();
  }

  private static Reason of(String text, List<LeafResult> leaves) {
    return new Reason(text, Texts.oneLine(leaves.get(0).leaf().name()), leaves.size());
  }

  /** Returns which leaves there are, in a few words. */
  public String which() {
    return leaves == 1 ? first : first + " and " + (leaves - 1) + " more";
  }
}
