package dev.plumbline.common;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Reads properties that say how something is run. Maven passes those that are not set as empty
 * ones, which have their default.
 *
 * @param properties the properties
 */
public record Settings(Properties properties) {

  /** Returns a text without what is blank around it. */
  public String text(String name, String otherwise) {
    String text = properties.getProperty(name, "");
    return text.isBlank() ? otherwise : text.strip();
  }

  /** Returns a path, absolute. */
  public Path path(String name, String otherwise) {
    return Path.of(text(name, otherwise)).toAbsolutePath();
  }

  /**
   * Returns a whole number.
   *
   * @throws UserError if it is none, or beyond what an int holds
   */
  public int number(String name, String otherwise) {
    return number(name, text(name, otherwise), Integer::valueOf);
  }

  /**
   * Returns a whole number.
   *
   * @throws UserError if it is none, or beyond what a long holds
   */
  public long longNumber(String name, String otherwise) {
    return number(name, text(name, otherwise), Long::valueOf);
  }

  /**
   * Returns whether something is on; off by default.
   *
   * @throws UserError if it is neither true nor false
   */
  public boolean flag(String name) {
    return switch (text(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new UserError(name + " has to be true or false.");
    };
  }

  /**
   * Reads a whole number that is a part of a property.
   *
   * @param name the property
   * @param text the part
   * @throws UserError if it is none
   */
  public static int part(String name, String text) {
    return number(name, text.strip(), Integer::valueOf);
  }

  private interface Parser<T> {
    T parse(String text);
  }

  private static <T> T number(String name, String text, Parser<T> parser) {
    try {
      return parser.parse(text);
    } catch (NumberFormatException e) {
      throw new UserError(name + " has to be a whole number, not '" + text + "'.", e);
    }
  }
}
