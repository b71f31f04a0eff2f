package dev.plumbline.engine.checkpoint.layers;

/** Why a rule cannot locate a layer. */
final class Obstacle extends Exception {

  private final boolean veto;

  private Obstacle(String message, boolean veto) {
    super(message, null, false, false);
    this.veto = veto;
  }

  /** The rule cannot be applied; another one may. */
  static Obstacle notApplicable(String message) {
    return new Obstacle(message, false);
  }

  /** The rule has seen that the layer's values are not laid out as [N,C,H,W]. */
  static Obstacle veto(String message) {
    return new Obstacle(message, true);
  }

  boolean isVeto() {
    return veto;
  }
}
