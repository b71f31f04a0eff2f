package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link ModelAudit} class as an audit: it runs once for every checkpoint,
 * layer and timestep it applies to.
 *
 * <p>The method returns nothing. Its parameters say what it needs, in any order: any number of
 * {@link Measurement}s, one {@link Gate} to check metrics with, and the {@link Subject} if it wants
 * to know what is being measured. Two audits of one class may not have the same name.
 *
 * <p>In bounds files and in {@code metrics.csv} the audit is called by its class's simple name and
 * the method's name: {@code CornerSimilarityAudits.cornersAreNotSpecial}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Audit {

  /** Returns the sentence reports show for the audit: what is true when it passes. */
  String value() default "";
}
