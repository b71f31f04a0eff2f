package dev.plumbline.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The audits that the documentation shows run, and the metrics it defines are those there are. */
@Tag("heavy")
class DocumentedAuditsTest {

  private static final String DEFINITIONS = "docs/measurements.md";

  @Test
  void theReadmesAuditRuns() {
    Run run = run("dev.plumbline.docs.MidBlockAudits");
    assertThat(run.results).hasSize(3).allMatch(DocumentedAuditsTest::passed);
    assertThat(run.metrics)
        .filteredOn(metric -> metric.verdict() == MetricVerdict.PASSED)
        .extracting(MetricRecord::metric)
        .containsOnly("norm.prevalence_robust_z8", "norm.max_relative_norm");
    assertThat(run.metrics)
        .filteredOn(metric -> metric.metric().equals("norm.max_relative_norm"))
        .extracting(metric -> metric.layer().path() + " " + metric.atMost().orElseThrow())
        .contains("mid_block.resnets.1 5.0", "mid_block.resnets.0 6.0");
  }

  @Test
  void theDocumentedMeasurementRuns() {
    Run run = run("dev.plumbline.docs.ChannelMaximaAudits");
    assertThat(run.results).isNotEmpty().allMatch(DocumentedAuditsTest::passed);
    assertThat(run.metrics)
        .filteredOn(metric -> metric.metric().startsWith("channel."))
        .allMatch(metric -> metric.value().isPresent() && metric.n() == 4)
        .extracting(MetricRecord::verdict)
        .containsOnly(MetricVerdict.PASSED, MetricVerdict.RECORDED);
  }

  @Test
  void everyMetricIsDefined() throws IOException {
    Set<String> recorded = new LinkedHashSet<>();
    for (String audits :
        List.of(
            "CornerSimilarity",
            "FiniteActivation",
            "HighNorm",
            "LayerHealth",
            "PositionalEmbedding")) {
      Run run = run("dev.plumbline.audits." + audits + "Audits");
      run.metrics.forEach(metric -> recorded.add(metric.metric()));
    }
    String definitions = Files.readString(MarkdownPage.root().resolve(DEFINITIONS));
    assertThat(recorded).isNotEmpty().allMatch(name -> definitions.contains("`" + name + "`"));
  }

  private static boolean passed(TestExecutionResult result) {
    return result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
  }

  /** Runs an audit class on the middle block of the bundled checkpoint. */
  private static Run run(String auditClass) {
    LauncherConfig config =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(auditClass))
            .filters(EngineFilter.includeEngines("model-audit"))
            .enableImplicitConfigurationParameters(false)
            .configurationParameter(AuditParameters.LAYERS, "mid_block.**")
            .configurationParameter(AuditParameters.TIMESTEPS, "50")
            .configurationParameter(AuditParameters.SAMPLES, "4")
            .configurationParameter(AuditParameters.DEVICE, "cpu")
            .build();
    Run run = new Run();
    LauncherFactory.create(config).execute(request, run);
    return run;
  }

  /** What was heard of a run. */
  private static final class Run implements TestExecutionListener {
    final List<TestExecutionResult> results = new ArrayList<>();
    final List<MetricRecord> metrics = new ArrayList<>();

    @Override
    public void executionFinished(TestIdentifier node, TestExecutionResult result) {
      if (node.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
        results.add(result);
      }
    }

    @Override
    public void reportingEntryPublished(TestIdentifier node, ReportEntry entry) {
      MetricRecord.fromEntry(entry.getKeyValuePairs()).ifPresent(metrics::add);
    }
  }
}
