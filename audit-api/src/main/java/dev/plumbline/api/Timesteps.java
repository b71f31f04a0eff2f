package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Chooses the timesteps an audit runs at. On a method it replaces the class's; without one they are
 * 50, 200 and 500. The configuration parameter {@code audit.timesteps} replaces both.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Timesteps {

  /** Returns raw DDPM training timesteps, each in [0, T), T from the scheduler's config (1000). */
  int[] value();
}
