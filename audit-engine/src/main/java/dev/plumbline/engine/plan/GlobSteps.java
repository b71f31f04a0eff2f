package dev.plumbline.engine.plan;

import java.util.Arrays;

/**
 * A glob as steps that a name is walked along. All ways through the steps are walked at once, so
 * that no name, however it is made, leads to trying one way after another.
 */
final class GlobSteps {

  /** Stands for any part of one segment. */
  private static final int IN_SEGMENT = -1;

  /** Stands for anything. */
  private static final int ANYTHING = -2;

  /** The next two steps may be left out together. */
  private static final int OPTIONAL_PAIR = -3;

  /** What a name has to have in turn: characters, or one of the above. */
  private final int[] steps;

  private GlobSteps(int[] steps) {
    this.steps = steps;
  }

  static GlobSteps of(String glob) {
    Builder builder = new Builder(glob.length());
    int i = 0;
    while (i < glob.length()) {
      if (glob.startsWith(".**", i) && i + 3 == glob.length()) {
        builder.add(OPTIONAL_PAIR, '.', ANYTHING); // "mid_block.**" is mid_block and all in it
        i += 3;
      } else if (glob.startsWith("**.", i)) {
        builder.addSegments();
        i += 3;
      } else if (glob.startsWith("**", i)) {
        builder.addWildcard(ANYTHING);
        i += 2;
      } else if (glob.charAt(i) == '*') {
        builder.addWildcard(IN_SEGMENT);
        i++;
      } else {
        builder.add(glob.charAt(i));
        i++;
      }
    }
    return builder.build();
  }

  /** Tells whether a whole name can be walked along the steps. */
  boolean match(String name) {
    boolean[] here = new boolean[steps.length + 1];
    here[0] = true;
    pass(here);
    for (int i = 0; i < name.length(); i++) {
      boolean[] next = new boolean[steps.length + 1];
      if (!step(here, name.charAt(i), next)) {
        return false;
      }
      pass(next);
      here = next;
    }
    return here[steps.length];
  }

  /** Takes a character of the name, and tells whether any way goes on. */
  private boolean step(boolean[] here, char character, boolean[] next) {
    boolean goesOn = false;
    for (int at = 0; at < steps.length; at++) {
      int step = steps[at];
      if (!here[at] || step == OPTIONAL_PAIR) {
        continue;
      }
      if (step == ANYTHING || (step == IN_SEGMENT && character != '.')) {
        next[at] = true;
        goesOn = true;
      } else if (step == character) {
        next[at + 1] = true;
        goesOn = true;
      }
    }
    return goesOn;
  }

  /** Goes past all that may stand for nothing. */
  private void pass(boolean[] at) {
    for (int i = 0; i < steps.length; i++) {
      if (at[i] && steps[i] < 0) {
        at[i + 1] = true;
        if (steps[i] == OPTIONAL_PAIR) {
          at[i + 3] = true;
        }
      }
    }
  }

  /** Collects steps. Of wildcards that follow one another only what they add up to is kept. */
  private static final class Builder {

    private int[] steps;
    private int count;

    Builder(int length) {
      steps = new int[length + 1];
    }

    private int last() {
      return count == 0 ? 0 : steps[count - 1];
    }

    void add(int... more) {
      if (count + more.length > steps.length) {
        steps = Arrays.copyOf(steps, 2 * steps.length + more.length);
      }
      System.arraycopy(more, 0, steps, count, more.length);
      count += more.length;
    }

    void addWildcard(int wildcard) {
      if (last() == ANYTHING || last() == wildcard) {
        return;
      }
      if (wildcard == ANYTHING && last() == IN_SEGMENT) {
        count--;
      }
      add(wildcard);
    }

    /** Any number of whole segments, with the dot behind the last. */
    void addSegments() {
      boolean again =
          count >= 3
              && steps[count - 3] == OPTIONAL_PAIR
              && steps[count - 2] == ANYTHING
              && last() == '.';
      if (!again && last() != ANYTHING) {
        add(OPTIONAL_PAIR, ANYTHING, '.');
      }
    }

    GlobSteps build() {
      return new GlobSteps(Arrays.copyOf(steps, count));
    }
  }
}
