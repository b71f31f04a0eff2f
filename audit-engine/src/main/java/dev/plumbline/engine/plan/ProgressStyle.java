package dev.plumbline.engine.plan;

import java.util.Locale;

/** How people are shown how far a run is. */
public enum ProgressStyle {
  /** A bar on a terminal, lines elsewhere. */
  AUTO,
  /** One line that is rewritten in place. */
  BAR,
  /** A line every few seconds. */
  LINES,
  /** Not at all. */
  OFF;

  /** Returns the name that parameters use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
