package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Explains an audit to those who read its results and have not written it. Reports show it with
 * every leaf. On a method it replaces the class's. All is plain text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Explained {

  /** How much a failure matters. */
  enum Severity {
    /** The checkpoint cannot be used. */
    BLOCKER,
    /** Whatever uses the checkpoint will be worse. */
    CRITICAL,
    /** Some uses will be worse. */
    NORMAL,
    /** It should be looked at some time. */
    MINOR
  }

  /** Returns what is measured. */
  String measures();

  /** Returns why it matters to those who use the representations. */
  String matters();

  /** Returns what to do when the audit fails. */
  String whenItFails();

  /** Returns addresses of pages that say more, each with its scheme: {@code https://…}. */
  String[] links() default {};

  /** Returns how much a failure matters. */
  Severity severity() default Severity.NORMAL;
}
