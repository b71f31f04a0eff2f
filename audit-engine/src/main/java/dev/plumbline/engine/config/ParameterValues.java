package dev.plumbline.engine.config;

import dev.plumbline.engine.plan.Glob;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The values of configuration parameters, by what they are. What cannot be read is an {@link
 * IllegalArgumentException} whose message says what was expected.
 */
final class ParameterValues {

  private ParameterValues() {}

  static List<Integer> timestepList(String text) {
    return Arrays.stream(text.split(",", -1)).map(ParameterValues::timestep).distinct().toList();
  }

  static List<Glob> globs(String text) {
    List<Glob> globs = Glob.ofLayers(text);
    if (globs.isEmpty()) {
      throw new IllegalArgumentException("expected layer globs in commas, such as mid_block.**");
    }
    return globs;
  }

  private static int timestep(String text) {
    try {
      int timestep = Integer.parseInt(text.strip());
      if (timestep >= 0) {
        return timestep;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException(
        "expected whole numbers from 0 on in commas, such as 50,200,500");
  }

  static int positive(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException("expected a whole number above 0");
  }

  static int countOrOff(String text) {
    if (text.equalsIgnoreCase("off")) {
      return 0;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException("expected a whole number, or off");
  }

  /** Reads changes by metric: {@code similarity.difference.corner:0.02,norm.mean_norm:1}. */
  static Map<String, Double> changes(String text) {
    Map<String, Double> changes = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int colon = part.lastIndexOf(':');
      String metric = part.substring(0, Math.max(0, colon)).strip();
      Double change = number(part.substring(colon + 1).strip());
      if (metric.isEmpty() || change == null || changes.put(metric, change) != null) {
        throw new IllegalArgumentException(
            "expected metrics, each once, with a number above 0 in commas, such as"
                + " similarity.difference.corner:0.02");
      }
    }
    return changes;
  }

  static double above0(String text) {
    Double number = number(text);
    if (number == null) {
      throw new IllegalArgumentException("expected a number above 0, such as 1.5");
    }
    return number;
  }

  private static Double number(String text) {
    try {
      double number = Double.parseDouble(text);
      return number > 0 && Double.isFinite(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static double rate(String text) {
    double rate = share(text);
    if (rate > 0 && rate < 0.5) {
      return rate;
    }
    throw new IllegalArgumentException(
        "expected an error rate above 0 and below 0.5, such as 0.01");
  }

  static double share(String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException("expected a share from 0 to 1, such as 0.5");
  }

  static long integer(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number", e);
    }
  }

  static boolean bool(String text) {
    return oneOf(text, "true", "false").equals("true");
  }

  static String oneOf(String text, String... values) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (Arrays.asList(values).contains(lower)) {
      return lower;
    }
    throw new IllegalArgumentException("expected " + String.join(" or ", values));
  }
}
