package dev.plumbline.engine.plan;

/** How images are split into those a probe is trained on and those it is tested on. */
public enum Split {
  /** By scene, in the order of a hash of seed and scene. */
  HASH,
  /** The last fifth of the images as they come. */
  TAIL
}
