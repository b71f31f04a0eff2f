package dev.plumbline.reports.allure;

import dev.plumbline.api.LayerName;
import dev.plumbline.reports.results.Leaf;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.RunFailure;
import dev.plumbline.reports.writing.Texts;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.util.ResultsUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Says in Allure's terms what became of a leaf. */
final class AllureTestResults {

  /** The tag that tells a failure of the run from a leaf. */
  static final String RUN_FAILURE_TAG = "run-failure";

  private static final String PRODUCT = "Plumbline";

  private AllureTestResults() {}

  static TestResult of(LeafResult result) {
    Leaf leaf = result.leaf();
    Explanation explanation = Explanation.of(leaf.className(), leaf.method());
    return base(leaf.id().toString())
        .setName(Texts.oneLine(leaf.name()))
        .setFullName(leaf.className() + "." + leaf.name())
        .setDescription(leaf.sentence())
        // Allure reads a description as Markdown, which lets HTML through; this it shows as it is.
        .setDescriptionHtml("<p>" + Texts.escapeHtml(leaf.sentence()) + "</p>" + explanation.html())
        .setLinks(explanation.links())
        .setSteps(AllureSteps.of(result))
        .setLabels(labels(result, explanation))
        .setParameters(parameters(leaf))
        .setStatus(status(result.outcome()))
        .setStatusDetails(details(LeafCategory.message(result), result.cause()));
  }

  static TestResult of(RunFailure failure) {
    return base(failure.id() + "/" + RUN_FAILURE_TAG)
        .setName(Texts.oneLine(failure.name()))
        .setFullName(failure.name())
        .setLabels(
            List.of(
                ResultsUtils.createParentSuiteLabel("The run"),
                ResultsUtils.createEpicLabel(PRODUCT),
                ResultsUtils.createTagLabel(RUN_FAILURE_TAG)))
        .setStatus(Status.BROKEN)
        .setStatusDetails(details(failure.message(), failure.cause()));
  }

  private static TestResult base(String id) {
    String stable = stableId(id);
    return new TestResult()
        .setUuid(UUID.randomUUID().toString())
        .setHistoryId(stable)
        .setTestCaseId(stable);
  }

  /** Returns what Allure knows a leaf by from run to run. */
  static String stableId(String id) {
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static List<Label> labels(LeafResult result, Explanation explanation) {
    Leaf leaf = result.leaf();
    List<Label> labels = new ArrayList<>();
    LeafCategory.metrics(result)
        .forEach(
            metric ->
                labels.add(
                    ResultsUtils.createLabel(
                        CategoriesByMetric.METRIC_LABEL, Texts.oneLine(metric))));
    labels.add(ResultsUtils.createParentSuiteLabel(Texts.oneLine(leaf.checkpoint())));
    labels.add(ResultsUtils.createSuiteLabel(leaf.audit()));
    leaf.layer().ifPresent(layer -> labels.add(ResultsUtils.createSubSuiteLabel(layer.toString())));
    labels.add(ResultsUtils.createEpicLabel(PRODUCT));
    leaf.phenomenon().ifPresent(name -> labels.add(ResultsUtils.createFeatureLabel(name)));
    leaf.layer()
        .map(layer -> LayerName.withBrackets(layer.block()))
        .ifPresent(block -> labels.add(ResultsUtils.createStoryLabel(block)));
    labels.add(ResultsUtils.createLabel(ResultsUtils.SEVERITY_LABEL_NAME, explanation.severity()));
    labels.add(ResultsUtils.createTestClassLabel(leaf.className()));
    labels.add(ResultsUtils.createTestMethodLabel(leaf.method()));
    labels.add(ResultsUtils.createPackageLabel(leaf.className()));
    labels.add(ResultsUtils.createFrameworkLabel("plumbline"));
    labels.add(ResultsUtils.createLanguageLabel("java"));
    // Allure's own thread label would put the machine's name into the report.
    labels.add(
        ResultsUtils.createLabel(ResultsUtils.THREAD_LABEL_NAME, Thread.currentThread().getName()));
    leaf.tags().forEach(tag -> labels.add(ResultsUtils.createTagLabel(tag)));
    return labels;
  }

  private static List<Parameter> parameters(Leaf leaf) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(ResultsUtils.createParameter("checkpoint", leaf.checkpoint()));
    leaf.layer()
        .ifPresent(layer -> parameters.add(ResultsUtils.createParameter("layer", layer.path())));
    leaf.timestep()
        .ifPresent(step -> parameters.add(ResultsUtils.createParameter("timestep", step)));
    return parameters;
  }

  private static Status status(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> Status.PASSED;
      case FAILED -> Status.FAILED;
      case BROKEN -> Status.BROKEN;
      case ABORTED, SKIPPED -> Status.SKIPPED;
    };
  }

  /** Allure's report shows message and trace as HTML, so they must not be any. */
  private static StatusDetails details(String message, Optional<Throwable> cause) {
    StatusDetails details = new StatusDetails();
    if (!message.isEmpty()) {
      details.setMessage(Texts.inert(message));
    }
    cause.ifPresent(thrown -> details.setTrace(Texts.inert(Texts.trace(thrown))));
    return details;
  }
}
