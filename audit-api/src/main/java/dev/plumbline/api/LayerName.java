package dev.plumbline.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a U-Net layer in diffusers' terms.
 *
 * @param path the module's path with dots, as in ids and globs: {@code up_blocks.1.upsamplers.0}
 */
public record LayerName(String path) implements Comparable<LayerName> {

  private static final Pattern INDEX_IN_BRACKETS = Pattern.compile("\\[(\\d+)]");
  private static final Pattern INDEX_AFTER_DOT = Pattern.compile("\\.(\\d+)(?=\\.|$)");

  /** Accepts brackets as well as dots. */
  public LayerName {
    Objects.requireNonNull(path, "path");
    path = INDEX_IN_BRACKETS.matcher(path).replaceAll(".$1");
  }

  /** Returns the top-level module the layer belongs to, with dots: {@code up_blocks.1}. */
  public String block() {
    String[] segments = path.split("\\.", -1);
    boolean indexed = segments.length > 1 && segments[1].chars().allMatch(Character::isDigit);
    return indexed ? segments[0] + "." + segments[1] : segments[0];
  }

  /**
   * Writes a module path for people.
   *
   * @param path a path with dots: {@code up_blocks.1}
   * @return the same with brackets: {@code up_blocks[1]}
   */
  public static String withBrackets(String path) {
    return INDEX_AFTER_DOT.matcher(path).replaceAll("[$1]");
  }

  @Override
  public int compareTo(LayerName other) {
    return path.compareTo(other.path);
  }

  /** Returns the name for people, with brackets: {@code up_blocks[1].upsamplers[0]}. */
  @Override
  public String toString() {
    return withBrackets(path);
  }
}
