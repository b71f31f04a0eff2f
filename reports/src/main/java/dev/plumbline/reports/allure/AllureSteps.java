package dev.plumbline.reports.allure;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.CheckedMetric;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.writing.Figures;
import dev.plumbline.reports.writing.Texts;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StepResult;
import io.qameta.allure.util.ResultsUtils;
import java.util.ArrayList;
import java.util.List;

/** What a leaf did, as Allure's steps: what it measured, and a step for each check. */
final class AllureSteps {

  private AllureSteps() {}

  static List<StepResult> of(LeafResult result) {
    if (result.metrics().isEmpty()) {
      return List.of();
    }
    StepResult measure =
        step(result, "Measure: " + result.metrics().size() + " metrics", Status.PASSED);
    List<StepResult> checks = new ArrayList<>();
    for (MetricRecord metric : result.metrics()) {
      if (CheckedMetric.isChecked(metric)) {
        checks.add(check(result, metric));
      }
    }
    if (checks.isEmpty()) {
      return List.of(measure);
    }
    StepResult judge = step(result, "Judge: " + checks.size() + " checks", worst(checks));
    judge.setSteps(checks);
    return List.of(measure, judge);
  }

  private static StepResult check(LeafResult result, MetricRecord metric) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(ResultsUtils.createParameter("value", Figures.withInterval(metric)));
    parameters.add(ResultsUtils.createParameter("bound", Figures.bound(metric)));
    metric
        .baseline()
        .ifPresent(
            against ->
                parameters.add(
                    ResultsUtils.createParameter("baseline", Figures.of(against.value()))));
    metric
        .frozen()
        .ifPresent(
            accepted ->
                parameters.add(ResultsUtils.createParameter("accepted at", Figures.of(accepted))));
    parameters.add(ResultsUtils.createParameter("n", metric.n()));
    return step(result, Texts.oneLine(metric.metric()), status(metric)).setParameters(parameters);
  }

  private static Status status(MetricRecord metric) {
    return switch (metric.verdict()) {
      case FAILED -> Status.FAILED;
      case PASSED, RECORDED, WARNED, FROZEN -> Status.PASSED;
      case INCONCLUSIVE, NOT_APPLICABLE -> Status.SKIPPED;
    };
  }

  private static Status worst(List<StepResult> checks) {
    if (checks.stream().anyMatch(check -> check.getStatus() == Status.FAILED)) {
      return Status.FAILED;
    }
    return checks.stream().allMatch(check -> check.getStatus() == Status.PASSED)
        ? Status.PASSED
        : Status.SKIPPED;
  }

  private static StepResult step(LeafResult result, String name, Status status) {
    return new StepResult()
        .setName(name)
        .setStatus(status)
        .setStart(result.start().toEpochMilli())
        .setStop(result.stop().toEpochMilli());
  }
}
