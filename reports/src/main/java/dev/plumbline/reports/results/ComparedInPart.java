package dev.plumbline.reports.results;

import java.util.List;

/**
 * The leaves of a checkpoint that passed although some of what they checked had nothing to be
 * compared with.
 *
 * @param checkpoint the checkpoint
 * @param leaves how many leaves
 * @param passed of how many that passed
 * @param metrics the names of the metrics that had nothing to be compared with, each once
 * @param reasons why, each reason once
 */
public record ComparedInPart(
    String checkpoint, long leaves, long passed, List<String> metrics, List<String> reasons) {

  /** Copies what it is given. */
  public ComparedInPart {
    metrics = List.copyOf(metrics);
    reasons = List.copyOf(reasons);
  }

  /** Returns the checkpoints of a run that have such leaves, as they ran. */
  public static List<ComparedInPart> of(RunResults run) {
    return run.checkpoints().stream()
        .map(checkpoint -> of(run, checkpoint))
        .filter(one -> one.leaves() > 0)
        .toList();
  }

  private static ComparedInPart of(RunResults run, String checkpoint) {
    List<LeafResult> passed =
        run.leaves().stream()
            .filter(leaf -> leaf.leaf().checkpoint().equals(checkpoint))
            .filter(leaf -> leaf.outcome() == Outcome.PASSED)
            .toList();
    List<LeafResult> inPart = passed.stream().filter(LeafResult::isComparedInPart).toList();
    return new ComparedInPart(
        checkpoint,
        inPart.size(),
        passed.size(),
        inPart.stream()
            .flatMap(leaf -> leaf.incomparable().stream())
            .flatMap(said -> said.metrics().stream())
            .distinct()
            .sorted()
            .toList(),
        inPart.stream()
            .flatMap(leaf -> leaf.incomparable().stream())
            .map(OnlyRecorded::reason)
            .distinct()
            .toList());
  }
}
