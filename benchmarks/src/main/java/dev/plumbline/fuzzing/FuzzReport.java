package dev.plumbline.fuzzing;

import java.util.List;
import java.util.Locale;

/** Writes what came out of fuzzing as a table. */
final class FuzzReport {

  private FuzzReport() {}

  /**
   * Writes the page.
   *
   * @param results what came out of each target
   */
  static String markdown(List<FuzzResult> results) {
    StringBuilder page = new StringBuilder("# Fuzzing\n\n");
    page.append(
        "| target | inputs tried | edges reached | findings | inputs kept | of these new |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (FuzzResult result : results) {
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %d | %d | %d | %d | %d |%n",
              result.target(),
              result.log().executions(),
              result.log().coverage(),
              result.findings().size(),
              result.kept(),
              result.added()));
    }
    page.append("\n## Findings\n\n");
    if (results.stream().allMatch(result -> result.findings().isEmpty())) {
      page.append("None.\n");
    }
    results.forEach(
        result ->
            result
                .findings()
                .forEach(
                    file ->
                        page.append("- `")
                            .append(result.target())
                            .append("`: ")
                            .append(file)
                            .append('\n')));
    return page.toString();
  }
}
