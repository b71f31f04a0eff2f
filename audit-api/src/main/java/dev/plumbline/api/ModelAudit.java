package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class whose {@link Audit} methods the {@code model-audit} engine runs.
 *
 * <p>The class must be concrete and have a constructor without parameters. A new instance is made
 * for every leaf, so audits cannot share state.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ModelAudit {

  /** Returns the name reports show for the class; empty for the class's simple name. */
  String value() default "";
}
