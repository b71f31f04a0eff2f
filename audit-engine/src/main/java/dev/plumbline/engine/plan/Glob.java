package dev.plumbline.engine.plan;

import dev.plumbline.api.LayerName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A glob over dotted paths: {@code *} stands for any part of one segment, {@code **} for any number
 * of segments. In globs over layers brackets may be written for dots.
 */
public final class Glob {

  /** An index or a wildcard for one, as in {@code up_blocks[*]}. */
  private static final Pattern IN_BRACKETS = Pattern.compile("\\[([^\\[\\]]*)]");

  private final String text;
  private final GlobSteps steps;

  private Glob(String text) {
    this.text = text;
    this.steps = GlobSteps.of(text);
  }

  /**
   * Makes a glob over dotted names.
   *
   * @param text the glob
   */
  public static Glob of(String text) {
    return new Glob(text.strip());
  }

  /**
   * Makes a glob over layers.
   *
   * @param text the glob, with brackets or dots
   */
  public static Glob ofLayer(String text) {
    return new Glob(IN_BRACKETS.matcher(text.strip()).replaceAll(".$1"));
  }

  /**
   * Makes globs over layers from a comma-separated list.
   *
   * @param list the globs; empty parts are left out
   */
  public static List<Glob> ofLayers(String list) {
    return Arrays.stream(list.split(",", -1))
        .filter(part -> !part.isBlank())
        .map(Glob::ofLayer)
        .toList();
  }

  /**
   * Tells whether the glob matches a dotted name as a whole, in time that grows with the length of
   * the glob times that of the name, whatever they are.
   *
   * @param name the name
   */
  public boolean matches(String name) {
    return steps.match(name);
  }

  /**
   * Tells whether the glob matches a layer.
   *
   * @param layer the layer
   */
  public boolean matches(LayerName layer) {
    return matches(layer.path());
  }

  /**
   * Tells whether one of several globs matches a layer.
   *
   * @param globs the globs
   * @param layer the layer
   */
  public static boolean anyMatches(Collection<Glob> globs, LayerName layer) {
    return globs.stream().anyMatch(glob -> glob.matches(layer));
  }

  /** Tells whether the glob has no wildcard. */
  public boolean isExact() {
    return text.indexOf('*') < 0;
  }

  /** Returns how many characters of the glob are not wildcards. */
  public int literals() {
    return text.replace("*", "").length();
  }

  @Override
  public String toString() {
    return text;
  }
}
