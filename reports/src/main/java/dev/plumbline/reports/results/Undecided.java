package dev.plumbline.reports.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The leaves of an audit on a checkpoint of which nothing can be said, though there was something
 * to compare them with.
 *
 * @param checkpoint the checkpoint
 * @param audit the audit
 * @param undecided how many leaves are undecided
 * @param leaves how many there are
 */
public record Undecided(String checkpoint, String audit, long undecided, long leaves) {

  private record Key(String checkpoint, String audit) {}

  /** Returns the checkpoints and audits of a run that have such leaves, as they ran. */
  public static List<Undecided> of(RunResults run) {
    Map<Key, List<LeafResult>> leaves = new LinkedHashMap<>();
    for (LeafResult leaf : run.leaves()) {
      leaves
          .computeIfAbsent(
              new Key(leaf.leaf().checkpoint(), leaf.leaf().audit()), key -> new ArrayList<>())
          .add(leaf);
    }
    return leaves.entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .filter(one -> one.undecided() > 0)
        .toList();
  }

  private static Undecided of(Key key, List<LeafResult> leaves) {
    long undecided = leaves.stream().filter(LeafResult::isUndecided).count();
    return new Undecided(key.checkpoint(), key.audit(), undecided, leaves.size());
  }
}
