package dev.plumbline.reports.summaries;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.results.BaselineChange;
import dev.plumbline.reports.results.CheckedMetric;
import dev.plumbline.reports.results.Leaf;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.OnlyRecorded;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.results.RunFailure;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.results.Undecided;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code summary.json}: a run for programs, as {@code docs/summary.schema.json} describes it.
 * Leaves that passed are counted only; their figures are in {@code metrics.csv}.
 */
public final class SummaryJson implements Report {

  /** The version of the schema. A field that changes its meaning or goes makes a new one. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final RunCommand command;

  /**
   * Makes the report.
   *
   * @param file where it goes
   * @param command how to run the same again
   */
  public SummaryJson(Path file, RunCommand command) {
    this.file = file;
    this.command = command;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Optional<Path> verdict() {
    return Optional.of(file);
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public void end(RunResults run) throws IOException {
    ObjectNode summary = JSON.createObjectNode();
    summary.put("version", VERSION);
    summary.put("verdict", run.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    summary.put("headline", run.headline(run.verdict().words()));
    summary.put("seconds", run.elapsed().toMillis() / 1000.0);
    ObjectNode leaves = summary.putObject("leaves");
    for (Outcome outcome : Outcome.values()) {
      leaves.put(outcome.label(), run.count(outcome));
    }
    ArrayNode checkpoints = summary.putArray("checkpoints");
    run.checkpoints().forEach(checkpoints::add);
    ArrayNode checks = summary.putArray("checks");
    CheckedMetric.of(run).forEach(metric -> add(checks.addObject(), metric));
    ArrayNode undecided = summary.putArray("undecided");
    Undecided.of(run).forEach(one -> add(undecided.addObject(), one));
    ArrayNode recorded = summary.putArray("nothing_to_compare");
    OnlyRecorded.of(run).forEach(one -> add(recorded.addObject(), one));
    OnlyRecorded.remedy(run, command)
        .ifPresent(remedy -> summary.put("record_command", remedy.text()));
    summary.put("compared_in_part", run.comparedInPart());
    summary.put("warned", run.warned());
    summary.put("accepted", run.accepted());
    if (BaselineChange.checked(run) > 0) {
      ObjectNode baseline = summary.putObject("baseline");
      baseline.put("checked", BaselineChange.checked(run));
      ArrayNode worse = baseline.putArray("worse");
      BaselineChange.worse(run).forEach(change -> add(worse.addObject(), change));
      ArrayNode perhaps = baseline.putArray("perhaps_worse");
      BaselineChange.perhapsWorse(run).forEach(change -> add(perhaps.addObject(), change));
      ArrayNode better = baseline.putArray("better");
      BaselineChange.better(run).forEach(change -> add(better.addObject(), change));
    }
    ArrayNode notPassed = summary.putArray("not_passed");
    run.worst().forEach(leaf -> add(notPassed.addObject(), leaf));
    run.leaves().stream()
        .filter(leaf -> leaf.outcome() != Outcome.PASSED && leaf.outcome() != Outcome.FAILED)
        .forEach(leaf -> add(notPassed.addObject(), leaf));
    ArrayNode failures = summary.putArray("run_failures");
    for (RunFailure failure : run.failures()) {
      failures.addObject().put("name", failure.name()).put("message", failure.message());
    }
    ArrayNode warnings = summary.putArray("warnings");
    run.warnings().forEach(warnings::add);
    ObjectNode environment = summary.putObject("environment");
    run.environment().forEach(environment::put);
    summary.put("command", command.text());
    AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
  }

  private static void add(ObjectNode node, Undecided one) {
    node.put("checkpoint", one.checkpoint());
    node.put("audit", one.audit());
    node.put("undecided", one.undecided());
    node.put("leaves", one.leaves());
  }

  private static void add(ObjectNode node, OnlyRecorded one) {
    node.put("checkpoint", one.checkpoint());
    node.put("recorded", one.recorded());
    node.put("leaves", one.leaves());
  }

  private static void add(ObjectNode node, CheckedMetric metric) {
    node.put("checkpoint", metric.checkpoint());
    node.put("audit", metric.audit());
    node.put("metric", metric.metric());
    node.put("checked", metric.checked());
    node.put("outside", metric.outside());
    node.put("undecided", metric.undecided());
    node.put("accepted", metric.accepted());
    node.put("better", metric.better());
  }

  private static void add(ObjectNode node, BaselineChange change) {
    MetricRecord metric = change.metric();
    node.put("checkpoint", metric.checkpoint());
    node.put("audit", metric.audit());
    node.put("layer", metric.layer().path());
    node.put("timestep", metric.timestep());
    change.margin().ifPresent(margin -> node.put("margin", margin));
    add(node.putObject("figure"), metric);
  }

  private static void add(ObjectNode node, LeafResult result) {
    Leaf leaf = result.leaf();
    node.put("id", leaf.id().toString());
    node.put("checkpoint", leaf.checkpoint());
    node.put("audit", leaf.audit());
    leaf.layer().ifPresent(layer -> node.put("layer", layer.path()));
    leaf.timestep().ifPresent(timestep -> node.put("timestep", timestep));
    node.put("outcome", result.outcome().label());
    node.put("message", result.message());
    ArrayNode metrics = node.putArray("metrics");
    result.metrics().stream()
        .filter(CheckedMetric::isChecked)
        .forEach(metric -> add(metrics.addObject(), metric));
  }

  private static void add(ObjectNode node, MetricRecord metric) {
    node.put("metric", metric.metric());
    put(node, "value", metric.value());
    put(node, "ci_low", metric.ciLow());
    put(node, "ci_high", metric.ciHigh());
    node.put("n", metric.n());
    put(node, "at_least", metric.atLeast());
    put(node, "at_most", metric.atMost());
    node.put("verdict", metric.verdict().label());
    metric
        .baseline()
        .ifPresent(
            against -> {
              node.put("baseline", against.value());
              put(node, "adjusted_p", against.adjusted());
            });
    put(node, "accepted_at", metric.frozen());
    if (metric.verdict() == MetricVerdict.FAILED && metric.value().isPresent()) {
      node.put("outside_by", LeafResult.excess(metric));
    }
  }

  private static void put(ObjectNode node, String name, OptionalDouble figure) {
    figure.ifPresent(value -> node.put(name, value));
  }
}
