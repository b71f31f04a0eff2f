package dev.plumbline.mutations;

import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What became of a mutant.
 *
 * @param network the network
 * @param kind what was done
 * @param part the part of the network it was done to
 * @param what what exactly
 * @param harm how much harm it does; empty if it cannot be run
 * @param noise the largest relative change of the predicted noise; infinite if it cannot be run
 * @param layer the largest relative change of a layer; infinite if it cannot be run
 * @param isRed whether the documented flow was red
 * @param isRefused whether it was red since nothing could be judged
 * @param named the block that was named as the culprit's; empty if none was
 * @param blocks the blocks of which one should be named; empty if there is none
 */
record Outcome(
    String network,
    MutationKind kind,
    String part,
    String what,
    Optional<Harm.Degree> harm,
    double noise,
    double layer,
    boolean isRed,
    boolean isRefused,
    String named,
    Set<String> blocks) {

  /** Copies the blocks. */
  Outcome {
    blocks = Set.copyOf(blocks);
  }

  /** Reads what {@link MutantRuns} keeps of a mutant. */
  static Outcome of(Properties summary) {
    String blocks = summary.getProperty("blocks");
    return new Outcome(
        summary.getProperty("network"),
        MutationKind.of(summary.getProperty("kind")),
        summary.getProperty("part"),
        summary.getProperty("what"),
        Optional.ofNullable(summary.getProperty("degree")).map(Harm.Degree::valueOf),
        change(summary, "noise"),
        change(summary, "layer"),
        Boolean.parseBoolean(summary.getProperty("red")),
        Boolean.parseBoolean(summary.getProperty("refused")),
        summary.getProperty("named.block"),
        blocks.isEmpty() ? Set.of() : Set.of(blocks.split(" ", -1)));
  }

  private static double change(Properties summary, String name) {
    return Double.parseDouble(summary.getProperty(name, "Infinity"));
  }

  /** Tells whether it does harm: what cannot even be run does. */
  boolean isHarmful() {
    return harm.isEmpty() || harm.get() == Harm.Degree.HARMFUL;
  }

  /** Tells whether it does none. */
  boolean isHarmless() {
    return harm.isPresent() && harm.get() == Harm.Degree.HARMLESS;
  }

  /** Tells whether a block should be named, and the leaves of the run could name one. */
  boolean hasCulprit() {
    return isHarmful() && isRed && !isRefused && !blocks.isEmpty();
  }

  /** Tells whether the right block was named. */
  boolean isNamed() {
    return blocks.contains(named);
  }
}
