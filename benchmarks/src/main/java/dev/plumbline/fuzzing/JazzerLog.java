package dev.plumbline.fuzzing;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the fuzzer says of a run.
 *
 * @param executions how many inputs were tried
 * @param coverage how many edges of the code they ran through
 */
record JazzerLog(long executions, int coverage) {

  /** A line of progress, such as {@code #4096 pulse cov: 812 ft: 2200 corp: 90/11Kb …}. */
  private static final Pattern PROGRESS =
      Pattern.compile("#(?<executions>\\d+)\\s+\\w+\\s+cov: (?<coverage>\\d+) .*");

  /** A line of the statistics at the end. */
  private static final Pattern UNITS =
      Pattern.compile("stat::number_of_executed_units:\\s+(?<executions>\\d+)");

  /**
   * Reads a log.
   *
   * @param lines its lines
   */
  static JazzerLog of(List<String> lines) {
    long executions = 0;
    int coverage = 0;
    for (String line : lines) {
      Matcher units = UNITS.matcher(line);
      Matcher progress = PROGRESS.matcher(line);
      if (units.matches()) {
        executions = Math.max(executions, Long.parseLong(units.group("executions")));
      } else if (progress.matches()) {
        executions = Math.max(executions, Long.parseLong(progress.group("executions")));
        coverage = Math.max(coverage, Integer.parseInt(progress.group("coverage")));
      }
    }
    return new JazzerLog(executions, coverage);
  }
}
