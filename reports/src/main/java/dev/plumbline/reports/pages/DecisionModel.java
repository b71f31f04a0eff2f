package dev.plumbline.reports.pages;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.results.BaselineChange;
import dev.plumbline.reports.results.CheckedMetric;
import dev.plumbline.reports.results.LeafLinks;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.MovedLayer;
import dev.plumbline.reports.results.Movement;
import dev.plumbline.reports.results.NearestCheck;
import dev.plumbline.reports.results.OnlyRecorded;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.Reason;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.results.RunFailure;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.results.Undecided;
import dev.plumbline.reports.results.Violated;
import dev.plumbline.reports.writing.Figures;
import dev.plumbline.reports.writing.Texts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page to decide on shows, as its template takes it. */
public final class DecisionModel {

  /** How many rows a table has at most; {@code metrics.csv} has all. */
  static final int ROWS = 25;

  /** How many checks near their bounds, and how many layers that moved, are shown. */
  private static final int NEAREST = 10;

  private final RunResults run;
  private final RunCommand command;
  private final RowLinks links;

  /**
   * Makes the model.
   *
   * @param run what the run came to
   * @param command how to run it again
   * @param links where rows lead
   */
  private DecisionModel(RunResults run, RunCommand command, RowLinks links) {
    this.run = run;
    this.command = command;
    this.links = links;
  }

  /**
   * Returns what a template takes, by name; without pictures.
   *
   * @param run what the run came to
   * @param command how to run it again
   */
  public static Map<String, Object> of(RunResults run, RunCommand command) {
    return of(run, command, new RowLinks(new Gallery(), new LeafLinks(), new ExplorerLinks()));
  }

  /**
   * Returns what a template takes, by name; without pictures.
   *
   * @param run what the run came to
   * @param command how to run it again
   * @param links where rows lead
   */
  static Map<String, Object> of(RunResults run, RunCommand command, RowLinks links) {
    return new DecisionModel(run, command, links).toMap();
  }

  private Map<String, Object> toMap() {
    Map<String, Object> page = new LinkedHashMap<>();
    List<Violated> outside =
        Violated.of(run).stream().filter(Violated::isOutsideABoundOfItsOwn).toList();
    List<CheckedMetric> checked = CheckedMetric.of(run);
    page.put("title", DecisionPage.TITLE);
    page.put("verdict", verdict());
    boolean isOpen = run.verdict() == RunResults.Verdict.NOTHING_TO_COMPARE;
    page.put("open", isOpen);
    page.put("bad", !isOpen && run.verdict() != RunResults.Verdict.PASSED);
    page.put("checkpoints", run.checkpoints().stream().map(Texts::oneLine).toList());
    page.put("leaves", run.leaves().size());
    page.put("counts", counts());
    page.put("elapsed", Texts.time(run.elapsed()));
    page.put("metrics", checked.stream().map(DecisionModel::row).toList());
    page.put("worse", outside.stream().limit(ROWS).map(this::row).toList());
    page.put("outside", outside.size());
    page.put("baseline", baseline());
    page.put("several", run.checkpoints().size() > 1);
    Optional<Movement> movement = Movement.of(run);
    movement.ifPresent(one -> page.put("movement", Texts.oneLine(one.words())));
    movement.flatMap(Movement::evidence).ifPresent(words -> page.put("evidence", words));
    page.put("moved", MovedLayer.of(run, NEAREST).stream().map(this::row).toList());
    boolean isGreen = Violated.of(run).isEmpty();
    page.put(
        "nearest",
        isGreen ? NearestCheck.of(run, NEAREST).stream().map(this::row).toList() : List.of());
    page.put("accepted", run.accepted());
    page.put("gone", run.metrics().filter(CheckedMetric::isGone).count());
    page.put("results", run.results().stream().map(Texts::oneLine).toList());
    page.put("checked", checked.stream().mapToLong(CheckedMetric::checked).sum());
    page.put("moreWorse", Math.max(0, outside.size() - ROWS));
    page.put("failures", run.failures().stream().map(DecisionModel::failure).toList());
    page.put("undecided", undecided());
    page.put("undecidedBy", Undecided.of(run).stream().map(DecisionModel::row).toList());
    page.put("recorded", OnlyRecorded.of(run).stream().map(DecisionModel::row).toList());
    OnlyRecorded.remedy(run, command)
        .ifPresent(
            remedy ->
                page.put(
                    "remedy",
                    Map.of(
                        "sentence", remedy.sentence(), "command", Texts.oneLine(remedy.text()))));
    page.put("warnings", run.warnings().stream().map(Texts::oneLine).toList());
    page.put("environment", environment());
    page.put("command", command.text());
    page.put("folder", Texts.oneLine(command.folder()));
    return page;
  }

  private String verdict() {
    String words = run.headline(run.verdict().words());
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private List<Map<String, Object>> counts() {
    return Arrays.stream(Outcome.values())
        .filter(outcome -> run.count(outcome) > 0)
        .<Map<String, Object>>map(
            outcome -> Map.of("outcome", outcome.label(), "count", run.count(outcome)))
        .toList();
  }

  /** A row for every checked metric of every checkpoint: how many leaves, how many outside. */
  private static Map<String, Object> row(CheckedMetric metric) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("checkpoint", Texts.oneLine(metric.checkpoint()));
    row.put("audit", Texts.oneLine(metric.audit()));
    row.put("metric", Texts.oneLine(metric.metric()));
    row.put("checked", metric.checked());
    row.put("outside", metric.outside());
    row.put("undecided", metric.undecided());
    row.put("accepted", metric.accepted());
    row.put("better", metric.better());
    return row;
  }

  private static Map<String, Object> row(Undecided one) {
    return Map.of(
        "checkpoint", Texts.oneLine(one.checkpoint()),
        "audit", Texts.oneLine(one.audit()),
        "undecided", one.undecided(),
        "leaves", one.leaves());
  }

  private static Map<String, Object> row(OnlyRecorded one) {
    return Map.of(
        "checkpoint", Texts.oneLine(one.checkpoint()),
        "recorded", one.recorded(),
        "leaves", one.leaves(),
        "reasons", Texts.oneLine(String.join("; ", one.reasons())));
  }

  /** What was held against baselines; nothing of it where nothing was. */
  private Map<String, Object> baseline() {
    long checked = BaselineChange.checked(run);
    if (checked == 0) {
      return Map.of();
    }
    List<BaselineChange> worse = BaselineChange.worse(run);
    List<BaselineChange> perhaps = BaselineChange.perhapsWorse(run);
    List<BaselineChange> better = BaselineChange.better(run);
    Map<String, Object> baseline = new LinkedHashMap<>();
    baseline.put("checked", checked);
    baseline.put("worse", worse.stream().limit(ROWS).map(this::row).toList());
    baseline.put("worseCount", worse.size());
    baseline.put("perhaps", perhaps.stream().limit(ROWS).map(this::row).toList());
    baseline.put("perhapsCount", perhaps.size());
    baseline.put("better", better.stream().limit(ROWS).map(this::row).toList());
    baseline.put("betterCount", better.size());
    return baseline;
  }

  private Map<String, Object> row(NearestCheck check) {
    Map<String, Object> row = where(check.leaf(), check.metric());
    row.put("value", Figures.withInterval(check.metric()));
    row.put("bound", Figures.bound(check.metric()));
    row.put("left", check.text());
    return row;
  }

  private Map<String, Object> row(MovedLayer moved) {
    Map<String, Object> row = where(moved.leaf(), moved.metric());
    row.put("by", moved.text());
    return row;
  }

  private Map<String, Object> row(BaselineChange change) {
    Map<String, Object> row = where(change.leaf(), change.metric());
    row.put("baseline", Figures.of(change.against().value()));
    row.put("value", Figures.of(change.metric().value().orElseThrow()));
    row.put("change", change.change());
    row.put("chance", change.chance());
    return row;
  }

  private Map<String, Object> row(Violated violated) {
    Map<String, Object> row = where(violated.leaf(), violated.metric());
    row.put("value", violated.value());
    row.put("bound", violated.bound());
    row.put("by", violated.by());
    return row;
  }

  private Map<String, Object> where(LeafResult leaf, MetricRecord metric) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("checkpoint", Texts.oneLine(metric.checkpoint()));
    row.put("layer", LayerName.withBrackets(Texts.oneLine(metric.layer().path())));
    row.put("timestep", metric.timestep());
    row.put("metric", Texts.oneLine(metric.metric()));
    row.put("links", links.of(leaf));
    return row;
  }

  private static Map<String, Object> failure(RunFailure failure) {
    return Map.of("name", Texts.oneLine(failure.name()), "message", failure.message());
  }

  /** Why leaves are broken or could not be decided, each reason once with its number of leaves. */
  private List<Map<String, Object>> undecided() {
    return Reason.of(run, DecisionModel::isOpen).stream()
        .limit(ROWS)
        .<Map<String, Object>>map(
            reason -> Map.of("reason", reason.text(), "count", reason.leaves()))
        .toList();
  }

  private static boolean isOpen(LeafResult leaf) {
    return leaf.outcome() != Outcome.PASSED
        && leaf.outcome() != Outcome.FAILED
        && !leaf.isOnlyRecorded();
  }

  private List<Map<String, Object>> environment() {
    return run.environment().entrySet().stream()
        .<Map<String, Object>>map(
            fact ->
                Map.of(
                    "name", Texts.oneLine(fact.getKey()), "value", Texts.oneLine(fact.getValue())))
        .toList();
  }
}
