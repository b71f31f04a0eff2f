package dev.plumbline.engine.plan;

/**
 * Where sessions run.
 *
 * @param kind which kind of device was asked for
 * @param index the GPU's number; 0 on the CPU
 */
public record Device(Kind kind, int index) {

  /** The kinds of devices. */
  public enum Kind {
    /** CUDA where it can be had, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU; an error where it cannot be had. */
    CUDA
  }
}
