package dev.plumbline.reports.results;

import java.util.List;
import java.util.Optional;

/**
 * The leaves of a checkpoint whose metrics are only recorded: the bounds that there are were set on
 * another checkpoint, so there is nothing to compare with.
 *
 * @param checkpoint the checkpoint
 * @param recorded how many leaves are only recorded
 * @param leaves how many there are
 */
public record OnlyRecorded(String checkpoint, long recorded, long leaves) {

  /** Returns the checkpoints of a run that have such leaves, as they ran. */
  public static List<OnlyRecorded> of(RunResults run) {
    return run.checkpoints().stream()
        .map(checkpoint -> of(run, checkpoint))
        .filter(one -> one.recorded() > 0)
        .toList();
  }

  private static OnlyRecorded of(RunResults run, String checkpoint) {
    List<LeafResult> leaves =
        run.leaves().stream().filter(leaf -> leaf.leaf().checkpoint().equals(checkpoint)).toList();
    return new OnlyRecorded(
        checkpoint, leaves.stream().filter(LeafResult::isOnlyRecorded).count(), leaves.size());
  }

  /**
   * Returns what to do about it.
   *
   * @param run the run
   * @param command how it is run again
   * @return the command that records what to compare with; empty where there is nothing to do
   */
  public static Optional<RunCommand.Recording> remedy(RunResults run, RunCommand command) {
    List<String> checkpoints = of(run).stream().map(OnlyRecorded::checkpoint).toList();
    return checkpoints.isEmpty() ? Optional.empty() : Optional.of(command.recording(checkpoints));
  }
}
