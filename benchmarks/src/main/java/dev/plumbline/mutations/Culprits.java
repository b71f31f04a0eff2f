package dev.plumbline.mutations;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.RunNote;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says at which layer a run shows the harm to begin. */
final class Culprits {

  /** How a run says where layers began to move from a baseline's. */
  private static final Pattern FIRST = Pattern.compile("moved from .*, first at (\\S+), by .*");

  private Culprits() {}

  /**
   * Returns the layer that the run names as the first that moved from the baseline's, or else the
   * first that failed.
   *
   * @param notes what was said of the run
   * @param failures what failed
   * @param order the layers in the order of the data flow
   */
  static Optional<LayerName> named(
      List<RunNote> notes, List<AuditRecord.Failure> failures, List<LayerName> order) {
    return notes.stream()
        .map(note -> FIRST.matcher(note.text()))
        .filter(Matcher::matches)
        .flatMap(said -> order.stream().filter(layer -> layer.toString().equals(said.group(1))))
        .findFirst()
        .or(() -> first(failures, order));
  }

  /**
   * Returns the first layer in the data flow at which a leaf failed, of whatever audit.
   *
   * @param failures what failed
   * @param order the layers in the order of the data flow
   */
  static Optional<LayerName> first(List<AuditRecord.Failure> failures, List<LayerName> order) {
    return failures.stream()
        .flatMap(failure -> failure.layer().stream())
        .filter(order::contains)
        .min(Comparator.comparingInt(order::indexOf));
  }
}
