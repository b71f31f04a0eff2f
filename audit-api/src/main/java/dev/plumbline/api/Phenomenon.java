package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the phenomenon an audit looks for. It becomes the tag {@code phenomenon:…} of its leaves
 * and the feature under which reports group them. On a method it replaces the class's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Phenomenon {

  /** Returns the phenomenon, in lower case with hyphens: {@code positional-embedding}. */
  String value();
}
