package dev.plumbline.reports.results;

import dev.plumbline.api.report.NothingToCompare;
import java.util.List;
import java.util.Optional;

/**
 * The leaves of a checkpoint whose metrics are only recorded, since there is nothing to compare
 * them with.
 *
 * @param checkpoint the checkpoint
 * @param recorded how many leaves are only recorded
 * @param leaves how many there are
 * @param reasons why, each reason once
 */
public record OnlyRecorded(String checkpoint, long recorded, long leaves, List<String> reasons) {

  private static final String BOUNDS = "the audits' bounds were set on another checkpoint";

  /** Copies the reasons. */
  public OnlyRecorded {
    reasons = List.copyOf(reasons);
  }

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
    List<LeafResult> recorded = leaves.stream().filter(LeafResult::isOnlyRecorded).toList();
    return new OnlyRecorded(
        checkpoint,
        recorded.size(),
        leaves.size(),
        recorded.stream()
            .flatMap(leaf -> leaf.incomparable().stream())
            .map(OnlyRecorded::reason)
            .distinct()
            .toList());
  }

  /** Returns why there is nothing to compare metrics with, a part of a sentence. */
  static String reason(NothingToCompare said) {
    return said.baseline().orElse(BOUNDS);
  }

  /**
   * Returns what to do about it.
   *
   * @param run the run
   * @param command how it is run again
   * @return the command that records what to compare with; empty where there is nothing to do
   */
  public static Optional<RunCommand.Recording> remedy(RunResults run, RunCommand command) {
    List<String> checkpoints =
        of(run).stream()
            .filter(one -> one.reasons().contains(BOUNDS)) // else a baseline says what to do
            .map(OnlyRecorded::checkpoint)
            .toList();
    return checkpoints.isEmpty() ? Optional.empty() : Optional.of(command.recording(checkpoints));
  }
}
