package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An audit that holds checkpoints against what they were made of, and is found only in runs that
 * ask for this: {@code audit.fidelity}. It is held against its parent ({@code audit.parent}), or
 * else against its recorded baseline ({@code audit.baseline}). Bounds of the audit alone decide,
 * and a baseline keeps none of its metrics.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ForFidelity {

  /** Returns what has to be asked for. */
  Fidelity value();
}
