package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import java.util.Optional;

/**
 * What is asked while a baseline is recorded: the user's bounds, as far as they do not refer to the
 * baseline that is about to be made. All else is recorded.
 */
public final class RecordingBounds implements BoundSource {

  private final BoundsFile users;

  /**
   * Makes the bounds.
   *
   * @param users the user's
   */
  public RecordingBounds(BoundsFile users) {
    this.users = users;
  }

  @Override
  public Optional<Bound> find(String audit, Metric metric, Subject subject) {
    return users
        .find(audit, metric, subject)
        .filter(bound -> !bound.references().contains(BaselineBounds.REFERENCE))
        .or(() -> Optional.of(Bound.recording()));
  }
}
