package dev.plumbline.engine.plan;

/**
 * The timesteps a bounds row is for.
 *
 * @param first the first
 * @param last the last
 */
public record TimestepRange(int first, int last) {

  /**
   * Reads {@code *}, a number or a range {@code 0-199}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TimestepRange parse(String text) {
    if (text.equals("*") || text.isEmpty()) {
      return new TimestepRange(0, Integer.MAX_VALUE - 1);
    }
    int dash = text.indexOf('-');
    try {
      int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash).strip());
      int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1).strip());
      if (0 <= first && first <= last) {
        return new TimestepRange(first, last);
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for everything that is no range
    }
    throw new IllegalArgumentException(
        "timestep '" + text + "' is not a number, a range such as 0-199, or *");
  }

  /** Tells whether a timestep is in the range. */
  public boolean contains(int timestep) {
    return first <= timestep && timestep <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  /** Returns how many timesteps the range has. */
  public int length() {
    return last - first + 1;
  }
}
