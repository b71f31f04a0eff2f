package dev.plumbline.hostile;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The table of what became of hostile things. */
final class HostileReport {

  private static final int TOLD = 300;

  private HostileReport() {}

  static String markdown(Map<Trial, Outcome> outcomes) {
    StringBuilder page = new StringBuilder("| kind | runs |");
    for (Ending ending : Ending.values()) {
      page.append(' ').append(ending.title()).append(" |");
    }
    page.append("\n|---|--:|").append("--:|".repeat(Ending.values().length)).append('\n');
    for (boolean models : new boolean[] {true, false}) {
      for (Kind kind : Kind.of(models)) {
        row(page, kind.title(), outcomes, List.of(kind));
      }
      row(page, models ? "**models**" : "**inputs**", outcomes, Kind.of(models));
    }
    outcomes.forEach(
        (trial, outcome) -> {
          if (!outcome.ending().isRight()) {
            page.append("\n- `")
                .append(trial.id())
                .append("`: ")
                .append(outcome.ending().title())
                .append(": ")
                .append(shortened(outcome.said()));
          }
        });
    return page.append('\n').toString();
  }

  private static void row(
      StringBuilder page, String title, Map<Trial, Outcome> outcomes, List<Kind> kinds) {
    List<Outcome> theirs =
        outcomes.entrySet().stream()
            .filter(entry -> kinds.contains(entry.getKey().kind()))
            .map(Map.Entry::getValue)
            .toList();
    if (theirs.isEmpty()) {
      return;
    }
    page.append("| ").append(title).append(" | ").append(theirs.size()).append(" |");
    Arrays.stream(Ending.values())
        .map(ending -> theirs.stream().filter(outcome -> outcome.ending() == ending).count())
        .forEach(count -> page.append(' ').append(count == 0 ? "–" : count).append(" |"));
    page.append('\n');
  }

  /** Returns a line that can be printed. */
  static String shortened(String said) {
    String line = said.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= TOLD ? line : line.substring(0, TOLD) + "…";
  }
}
