package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One side of a bound: a number, or the same metric of another checkpoint changed by a number.
 *
 * @param reference whose metric; empty for a number
 * @param operator what changes it: {@code +}, {@code -} or {@code *}
 * @param number the number
 * @param text as it stands in the bounds file
 */
record Limit(Optional<String> reference, char operator, double number, String text) {

  /** Names may hold signs, so that an operator has a blank on both sides. */
  private static final Pattern CHANGED = Pattern.compile("(\\S|\\S.*\\S)\\s+([-+*])\\s+(\\S+)");

  /**
   * Reads {@code 0.5}, {@code base}, {@code base + 0.05}, {@code base - 0.05} or {@code base *
   * 1.2}.
   *
   * @param text the cell
   * @param references the names that may stand for {@code base}
   * @throws IllegalArgumentException if it is none of these, or names no reference of this run
   */
  static Limit parse(String text, Collection<String> references) {
    Optional<Double> plain = number(text);
    if (plain.isPresent()) {
      return new Limit(Optional.empty(), '+', plain.get(), text);
    }
    if (references.contains(text)) {
      return new Limit(Optional.of(text), '+', 0, text);
    }
    Matcher changed = CHANGED.matcher(text);
    if (!changed.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number, and " + noCheckpoint(references));
    }
    Optional<Double> number = number(changed.group(3));
    if (number.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' ends in '" + changed.group(3) + "', which is not a number");
    }
    if (changed.group(2).equals("*") && number.get() < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' multiplies by a number below 0, and a factor is 0 or more");
    }
    if (!references.contains(changed.group(1))) {
      throw new IllegalArgumentException(
          "'" + text + "' begins with '" + changed.group(1) + "', " + noCheckpoint(references));
    }
    return new Limit(Optional.of(changed.group(1)), changed.group(2).charAt(0), number.get(), text);
  }

  private static String noCheckpoint(Collection<String> references) {
    return "no checkpoint of this run (" + String.join(", ", references) + ")";
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns what the reference's figure is multiplied by. A factor says by which share of its
   * magnitude a figure may be larger or smaller: {@code base * 1.2} is 20 % above, also where the
   * figure is negative, and multiplying would go 20 % below.
   *
   * @param metric the reference's metric, which must be applicable
   */
  double factor(Metric metric) {
    if (operator != '*') {
      return 1;
    }
    return metric.value().orElseThrow() < 0 ? 2 - number : number;
  }

  /** Tells whether a factor acts on the magnitude of a negative figure. */
  boolean isOfMagnitude(Metric metric) {
    return operator == '*' && metric.value().orElseThrow() < 0;
  }

  /** Returns what is added to the reference's figure. */
  double added() {
    return switch (operator) {
      case '+' -> number;
      case '-' -> -number;
      default -> 0;
    };
  }

  /** Returns the limit as a number, given the reference's metric, which must be applicable. */
  double against(Metric metric) {
    return factor(metric) * metric.value().orElseThrow() + added();
  }
}
