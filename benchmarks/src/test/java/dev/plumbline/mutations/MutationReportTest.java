package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutationReportTest {

  private static Outcome outcome(
      MutationKind kind, String what, Harm.Degree harm, boolean isRed, String named) {
    return new Outcome(
        "net",
        kind,
        "mid_block",
        what,
        Optional.ofNullable(harm),
        0.2,
        0.7,
        isRed,
        false,
        named,
        Set.of("mid_block"));
  }

  private static Outcome refused() {
    return new Outcome(
        "net",
        MutationKind.HALF_WRITTEN,
        Mutation.ALL,
        "cut",
        Optional.empty(),
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        true,
        true,
        "",
        Set.of());
  }

  private static List<Outcome> some() {
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(outcome(MutationKind.ZEROED, "found", Harm.Degree.HARMFUL, true, "mid_block"));
    outcomes.add(outcome(MutationKind.ZEROED, "late", Harm.Degree.HARMFUL, true, "up_blocks.0"));
    outcomes.add(outcome(MutationKind.ZEROED, "missed", Harm.Degree.HARMFUL, false, ""));
    outcomes.add(outcome(MutationKind.SCALED, "some", Harm.Degree.BETWEEN, true, "mid_block"));
    outcomes.add(outcome(MutationKind.JITTERED, "alarm", Harm.Degree.HARMLESS, true, "conv_in"));
    outcomes.add(outcome(MutationKind.JITTERED, "quiet", Harm.Degree.HARMLESS, false, ""));
    outcomes.add(outcome(MutationKind.SCALED, "vain", Harm.Degree.HARMLESS, false, ""));
    outcomes.add(refused());
    return outcomes;
  }

  /** What cannot be run is harmful and red, and has no culprit. */
  @Test
  void totalsCountEachDegreeApart() {
    // the limits are those of the beta distribution: 0.05 of 3 of 4, of 1 of 2, of 1 of 2
    assertThat(MutationReport.markdown(some()))
        .contains(
            "| net | 8 | 3 of 4: 75.0 %, at least 24.9 % | 1 | 1 of 2: 50.0 %, at least 2.53 % |"
                + " 1 of 1 | 0 of 1 | 1 of 2: 50.0 %, at most 97.5 % |");
  }

  @Test
  void eachKindAndPartHasARow() {
    assertThat(MutationReport.markdown(some()))
        .contains("| weights zeroed | 3 | 2 of 3 | 0 | 1 of 2 | – | – |")
        .contains("| weights scaled | 2 | – | 0 | – | 1 of 1 | 0 of 1 |")
        .contains("| half-written | 1 | 1 of 1 | 1 | – | – | – |")
        .contains("| weights jittered | 2 | – | 0 | – | – | 1 of 2 |")
        .contains("| `mid_block` | 7 | 2 of 3 | 0 | 1 of 2 | 1 of 1 | 1 of 3 |");
  }

  @Test
  void whatTheGateGotWrongIsListed() {
    String page = MutationReport.markdown(some());

    assertThat(section(page, "Harmful and not red")).contains("missed").doesNotContain("late");
    assertThat(section(page, "Harmless and red")).contains("alarm").doesNotContain("quiet");
    assertThat(section(page, "Harmful and red, another block named"))
        .contains("late | 20.0 % | 70.0 % | `up_blocks.0`")
        .doesNotContain("found");
  }

  @Test
  void nothingWrongIsSaid() {
    List<Outcome> right = some().subList(0, 1);

    assertThat(section(MutationReport.markdown(right), "Harmful and not red")).contains("None.");
  }

  private static String section(String page, String title) {
    int start = page.indexOf("## " + title);
    assertThat(start).as(title).isNotNegative();
    int end = page.indexOf("\n## ", start);
    return page.substring(start, end < 0 ? page.length() : end);
  }
}
