package dev.plumbline.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Chooses the layers an audit runs on. On a method it replaces the class's; without one every
 * located layer is audited. The configuration parameter {@code audit.layers} narrows the choice.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Layers {

  /**
   * Returns globs over diffusers' module paths: {@code *} stands for one segment or a part of it,
   * {@code **} for any number of segments. Brackets and dots are both understood: {@code
   * up_blocks[1].**} and {@code up_blocks.1.**} are the same. A glob that matches no layer of a
   * checkpoint breaks the audit for that checkpoint.
   */
  String[] value();
}
