package dev.plumbline.mutations;

import dev.plumbline.simulations.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Writes what became of mutants as tables. */
final class MutationReport {

  private final List<Outcome> outcomes;
  private final StringBuilder page = new StringBuilder();

  private MutationReport(List<Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  /**
   * Writes the page.
   *
   * @param outcomes what became of the mutants of all networks
   */
  static String markdown(List<Outcome> outcomes) {
    MutationReport report = new MutationReport(outcomes);
    report.page.append("# Mutation score\n");
    report.totals();
    report.table("By kind", "what was done", outcome -> outcome.kind().title());
    report.table("By part", "part of the network", outcome -> "`" + outcome.part() + "`");
    report.list("Harmful and not red", outcome -> outcome.isHarmful() && !outcome.isRed());
    report.list("Harmless and red", outcome -> outcome.isHarmless() && outcome.isRed());
    report.list(
        "Harmful and red, another block named",
        outcome -> outcome.hasCulprit() && !outcome.isNamed());
    return report.page.toString();
  }

  private void totals() {
    page.append("\n## Totals\n\n");
    row(
        "network",
        "mutants",
        "harmful: red",
        "of these refused",
        "culprit named",
        "between: red",
        "damage without harm: red",
        "harmless: red");
    row("---", "---", "---", "---", "---", "---", "---", "---");
    Map<String, List<Outcome>> networks = new LinkedHashMap<>(by(Outcome::network));
    if (networks.size() > 1) {
      networks.put("all", outcomes);
    }
    networks.forEach(
        (network, of) ->
            row(
                network,
                Integer.toString(of.size()),
                atLeast(share(of, Outcome::isHarmful, Outcome::isRed)),
                Long.toString(of.stream().filter(MutationReport::isRefused).count()),
                atLeast(share(of, Outcome::hasCulprit, Outcome::isNamed)),
                plain(share(of, MutationReport::isBetween, Outcome::isRed)),
                plain(share(of, MutationReport::isHarmlessDamage, Outcome::isRed)),
                atMost(share(of, MutationReport::isInnocent, Outcome::isRed))));
  }

  private void table(String title, String column, Function<Outcome, String> group) {
    page.append("\n## ").append(title).append("\n\n");
    row(
        column,
        "mutants",
        "harmful: red",
        "of these refused",
        "culprit named",
        "between: red",
        "harmless: red");
    row("---", "---", "---", "---", "---", "---", "---");
    by(group)
        .forEach(
            (name, of) ->
                row(
                    name,
                    Integer.toString(of.size()),
                    plain(share(of, Outcome::isHarmful, Outcome::isRed)),
                    Long.toString(of.stream().filter(MutationReport::isRefused).count()),
                    plain(share(of, Outcome::hasCulprit, Outcome::isNamed)),
                    plain(share(of, MutationReport::isBetween, Outcome::isRed)),
                    plain(share(of, Outcome::isHarmless, Outcome::isRed))));
  }

  private void list(String title, Predicate<Outcome> which) {
    List<Outcome> listed =
        outcomes.stream()
            .filter(which)
            .sorted(Comparator.comparing(Outcome::kind).thenComparing(Outcome::what))
            .toList();
    page.append("\n## ").append(title).append("\n\n");
    if (listed.isEmpty()) {
      page.append("None.\n");
      return;
    }
    row("network", "what was done", "to what", "noise", "layer", "named");
    row("---", "---", "---", "---", "---", "---");
    listed.forEach(
        outcome ->
            row(
                outcome.network(),
                outcome.kind().title(),
                outcome.what(),
                percent(outcome.noise()),
                percent(outcome.layer()),
                outcome.named().isEmpty() ? "–" : "`" + outcome.named() + "`"));
  }

  private static boolean isBetween(Outcome outcome) {
    return !outcome.isHarmful() && !outcome.isHarmless();
  }

  private static boolean isInnocent(Outcome outcome) {
    return outcome.isHarmless() && outcome.kind().isInnocent();
  }

  private static boolean isHarmlessDamage(Outcome outcome) {
    return outcome.isHarmless() && !outcome.kind().isInnocent();
  }

  private static boolean isRefused(Outcome outcome) {
    return outcome.isHarmful() && outcome.isRefused();
  }

  private Map<String, List<Outcome>> by(Function<Outcome, String> group) {
    return outcomes.stream()
        .sorted(Comparator.comparing(Outcome::kind))
        .collect(Collectors.groupingBy(group, LinkedHashMap::new, Collectors.toList()));
  }

  private static Proportion share(
      List<Outcome> of, Predicate<Outcome> among, Predicate<Outcome> hit) {
    List<Outcome> tries = of.stream().filter(among).toList();
    return new Proportion((int) tries.stream().filter(hit).count(), tries.size());
  }

  private static String plain(Proportion share) {
    return share.tries() == 0 ? "–" : share.hits() + " of " + share.tries();
  }

  private static String atLeast(Proportion share) {
    return share.tries() == 0
        ? "–"
        : String.format(
            Locale.ROOT,
            "%s: %s, at least %s",
            plain(share),
            percent(share.share()),
            percent(share.atLeast()));
  }

  private static String atMost(Proportion share) {
    return share.tries() == 0
        ? "–"
        : String.format(
            Locale.ROOT,
            "%s: %s, at most %s",
            plain(share),
            percent(share.share()),
            percent(share.atMost()));
  }

  private static String percent(double share) {
    return Double.isInfinite(share) ? "∞" : String.format(Locale.ROOT, "%.3g %%", 100 * share);
  }

  private void row(String... cells) {
    List<String> escaped = new ArrayList<>();
    Arrays.stream(cells).map(cell -> cell.replace("|", "\\|")).forEach(escaped::add);
    page.append("| ").append(String.join(" | ", escaped)).append(" |\n");
  }
}
