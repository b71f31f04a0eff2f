package dev.plumbline.hostile;

import java.util.Arrays;
import java.util.Optional;

/** How a run with something hostile ended. */
enum Ending {
  /** Something was measured of it, whatever the verdict. */
  MEASURED("measured", true),
  /** It was refused with a message. */
  REFUSED("refused", true),
  /** What was said was no message for a user. */
  UNCLEAR("unclear", false),
  /** Another checkpoint's or image's results are missing or others than without it. */
  LOST("others' results lost", false),
  /** Files were written where none should be, or changed. */
  TOUCHED("files touched", false),
  /** It did not end within its deadline. */
  HUNG("hung", false),
  /** The process died. */
  DIED("process died", false);

  private final String title;
  private final boolean isRight;

  Ending(String title, boolean isRight) {
    this.title = title;
    this.isRight = isRight;
  }

  String title() {
    return title;
  }

  /** Tells whether a run may end so. */
  boolean isRight() {
    return isRight;
  }

  static Optional<Ending> named(String name) {
    return Arrays.stream(values()).filter(ending -> ending.name().equals(name)).findFirst();
  }
}
