package dev.plumbline.engine.run;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.engine.judge.EarlyEnd;
import dev.plumbline.engine.judge.EarlyGate;
import dev.plumbline.engine.judge.EarlyVerdict;
import dev.plumbline.engine.judge.LeafBounds;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.plan.SeenScenes;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.AuditMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The leaves that are decided before all images are seen. A leaf that is decided keeps its verdict;
 * what it needed is measured further only where another leaf needs it.
 */
final class EarlyDecisions implements EarlyStop {

  /** One pass over images. */
  private record Pass(String checkpoint, int timestep) {}

  private final double rate;
  private final AuditCalls calls;
  private final Function<AuditMethod, LeafBounds> bounds;
  private final Map<Pass, List<AuditLeaf>> leaves = new HashMap<>();
  private final Map<Pass, Map<LayerName, Set<Class<? extends Measurement>>>> forOthers =
      new HashMap<>();
  private final Map<AuditLeaf, EarlyVerdict> decided = new HashMap<>();
  private final Map<Pass, SeenScenes> seen = new HashMap<>();
  private final int count;

  /**
   * Begins with no leaf decided.
   *
   * @param plan which leaves there are, and which checkpoints they are held against
   * @param rate the rate at which a run may be red though nothing is beyond its limit, and at which
   *     a leaf may pass though it is beyond one
   * @param calls calls audits
   * @param bounds returns what an audit's metrics are held against
   */
  EarlyDecisions(
      RunPlan plan, double rate, AuditCalls calls, Function<AuditMethod, LeafBounds> bounds) {
    this.rate = rate;
    this.calls = calls;
    this.bounds = bounds;
    count = plan.leaves().size();
    for (AuditLeaf leaf : plan.leaves()) {
      leaves.computeIfAbsent(pass(leaf), pass -> new ArrayList<>()).add(leaf);
      plan.heldAgainst(leaf).forEach(checkpoint -> needAllImages(leaf, checkpoint));
    }
  }

  /** What others are held against is compared on all images. */
  private void needAllImages(AuditLeaf leaf, String checkpoint) {
    need(
        leaf,
        forOthers.computeIfAbsent(
            new Pass(checkpoint, leaf.subject().timestep()), pass -> new LinkedHashMap<>()));
  }

  private static void need(
      AuditLeaf leaf, Map<LayerName, Set<Class<? extends Measurement>>> needed) {
    needed
        .computeIfAbsent(leaf.subject().layer(), layer -> new LinkedHashSet<>())
        .addAll(leaf.audit().measurements());
  }

  private static Pass pass(AuditLeaf leaf) {
    return new Pass(leaf.subject().checkpoint(), leaf.subject().timestep());
  }

  @Override
  public synchronized Map<LayerName, Set<Class<? extends Measurement>>> undecided(
      String checkpoint, int timestep, CheckpointResults soFar, SeenScenes images) {
    Pass pass = new Pass(checkpoint, timestep);
    Map<LayerName, Set<Class<? extends Measurement>>> needed = new LinkedHashMap<>();
    forOthers
        .getOrDefault(pass, Map.of())
        .forEach((layer, types) -> needed.put(layer, new LinkedHashSet<>(types)));
    for (AuditLeaf leaf : leaves.getOrDefault(pass, List.of())) {
      if (!decided.containsKey(leaf)) {
        decide(leaf, soFar, images).ifPresent(verdict -> decided.put(leaf, verdict));
      }
      if (!decided.containsKey(leaf)) {
        need(leaf, needed);
      }
    }
    return needed;
  }

  private Optional<EarlyVerdict> decide(
      AuditLeaf leaf, CheckpointResults soFar, SeenScenes images) {
    EarlyGate gate =
        new EarlyGate(leaf.audit().id(), leaf.subject(), bounds.apply(leaf.audit()), images);
    try {
      calls.call(leaf.audit(), leaf.subject(), soFar, gate);
    } catch (Throwable e) { // thrown again when the leaf is judged
      return Optional.empty();
    }
    return gate.decide(rate, rate / count);
  }

  /**
   * Forgets what was decided early of leaves whose measurements got all images in the end, since
   * other leaves needed them too: such leaves are judged by all images.
   */
  @Override
  public synchronized void ended(
      String checkpoint,
      int timestep,
      SeenScenes images,
      Map<LayerName, Set<Class<? extends Measurement>>> complete) {
    Pass pass = new Pass(checkpoint, timestep);
    seen.put(pass, images);
    for (AuditLeaf leaf : leaves.getOrDefault(pass, List.of())) {
      if (complete
          .getOrDefault(leaf.subject().layer(), Set.of())
          .containsAll(leaf.audit().measurements())) {
        decided.remove(leaf);
      }
    }
  }

  /** Returns when a leaf was decided, once its checkpoint is measured. */
  synchronized EarlyEnd of(AuditLeaf leaf) {
    EarlyVerdict verdict = decided.get(leaf);
    if (verdict != null) {
      return EarlyEnd.of(verdict);
    }
    SeenScenes images = seen.get(pass(leaf));
    return images == null ? EarlyEnd.notAsked() : EarlyEnd.never(images.allImages());
  }

  /** Says how many images verdicts took; empty if nothing was measured. */
  synchronized Optional<String> summary() {
    long taken = 0;
    long all = 0;
    int measured = 0;
    for (Map.Entry<Pass, SeenScenes> entry : seen.entrySet()) {
      for (AuditLeaf leaf : leaves.getOrDefault(entry.getKey(), List.of())) {
        taken += of(leaf).images().orElseThrow();
        all += entry.getValue().allImages();
        measured++;
      }
    }
    return measured == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d verdicts before all images were seen; a verdict took %.1f of %.1f images"
                    + " on average",
                decided.size(),
                measured,
                (double) taken / measured,
                (double) all / measured));
  }
}
