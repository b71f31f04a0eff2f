package dev.plumbline.mutations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * One way in which a checkpoint is changed, or in which it is run otherwise than its baseline.
 *
 * @param id its name among those of a network, good for a folder
 * @param kind what is done
 * @param part the part of the network that it is done to; {@code all} for several
 * @param what what exactly is done, to what
 * @param blocks the blocks of which one should be named as the culprit; empty if there is none
 * @param writer writes the changed pipeline
 * @param conditions how it is run
 */
record Mutation(
    String id,
    MutationKind kind,
    String part,
    String what,
    Set<String> blocks,
    Writer writer,
    Conditions conditions) {

  /** The part of a mutation that is about more than one. */
  static final String ALL = "all";

  /** Writes a changed pipeline. */
  interface Writer {
    /**
     * Changes a copy.
     *
     * @param parent the parent's pipeline folder, only to be read
     * @param copy a copy of it, in which files are replaced
     */
    void write(Path parent, Path copy) throws IOException;
  }

  /**
   * How a mutant is run.
   *
   * @param seed the run's seed
   * @param halves what scenes are dealt by into those of the baseline and those of the mutant; 0
   *     where both have all
   */
  record Conditions(long seed, long halves) {
    /** The seed of baselines. */
    static final long SEED = 42;

    /** As the baseline was recorded. */
    static final Conditions SAME = new Conditions(SEED, 0);
  }

  /** Copies the blocks. */
  Mutation {
    blocks = Set.copyOf(blocks);
  }
}
