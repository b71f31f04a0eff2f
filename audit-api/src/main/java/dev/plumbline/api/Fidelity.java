package dev.plumbline.api;

import java.util.Locale;

/** How faithful checkpoints have to be to what they were made of: {@code audit.fidelity}. */
public enum Fidelity {
  /** The same but for rounding: exported again, cast to half precision, quantised, optimised. */
  EXPORT,
  /**
   * Another build of the same checkpoint: who uses its predictions or its representations notices
   * nothing.
   */
  REVISION,
  /** Trained on: much may move, and something of every layer is left. */
  FINE_TUNE;

  /** Returns what {@code audit.fidelity} calls it: {@code fine-tune}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
