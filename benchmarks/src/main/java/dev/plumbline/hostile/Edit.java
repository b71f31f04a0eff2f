package dev.plumbline.hostile;

import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** Makes one hostile thing. */
@FunctionalInterface
interface Edit {

  /**
   * Makes it.
   *
   * @param place where it is made
   * @param random what is drawn by
   * @return the parameters with which a run gets it
   */
  Map<String, String> apply(Workplace place, Random random) throws IOException;
}
