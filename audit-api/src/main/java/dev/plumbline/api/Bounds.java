package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the CSV resource that holds an audit class's own bounds. The user's {@code audit.bounds}
 * file goes over it.
 *
 * <p>The file has the columns {@code audit,metric,layer,timestep,at_least,at_most,note}. {@code
 * audit}, {@code metric} and {@code layer} are globs, {@code timestep} is a number, a range {@code
 * 0-199} or {@code *}. {@code at_least} and {@code at_most} are inclusive; a row with neither says
 * that the metric is deliberately without a bound. Of the rows that match, the most specific wins,
 * and of equally specific ones the last.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Bounds {

  /** Returns the resource's name, as {@link Class#getResource} of the annotated class reads it. */
  String value();
}
