package dev.plumbline.containers;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.engine.ModelAuditTestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A run of audits on the bundled checkpoint, with its reports.
 *
 * @param metrics what is in {@code metrics.csv}
 * @param statuses what became of each leaf, by its id
 * @param messages what leaves and containers of the tree failed with
 */
record MeasuredRun(String metrics, Map<String, Status> statuses, List<String> messages) {

  /** The bundled checkpoint, a pipeline. */
  static final Path REFERENCE =
      Path.of("../audits/src/main/resources/dev/plumbline/audits/reference-unet")
          .toAbsolutePath()
          .normalize();

  /** The bundled photographs. */
  static final Path PHOTOGRAPHS = REFERENCE.resolveSibling("photographs");

  /**
   * Runs the audits.
   *
   * @param folder where the report goes
   * @param parameters parameters beside those that are the same in all tests, which they replace
   */
  static MeasuredRun of(Path folder, Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("audit.base.dir", folder.toString());
    all.put("audit.report.dir", folder.resolve("report").toString());
    all.put("audit.checkpoint", "reference=" + REFERENCE);
    all.put("audit.images", PHOTOGRAPHS.toString());
    all.put("audit.samples", "6");
    all.put("audit.device", "cpu");
    all.put("audit.threads", "1");
    all.put("audit.worker.heap", "1GB");
    all.put("audit.explorer", "off");
    all.put("audit.progress", "off");
    all.putAll(parameters);
    Heard heard = new Heard();
    LauncherFactory.create(LauncherConfig.builder().addTestExecutionListeners(heard).build())
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(EveryMeasurementAudits.class))
                .filters(EngineFilter.includeEngines(ModelAuditTestEngine.ID))
                .enableImplicitConfigurationParameters(false)
                .configurationParameters(all)
                .build());
    Path metrics = folder.resolve("report/metrics.csv");
    try {
      return new MeasuredRun(
          Files.exists(metrics) ? Files.readString(metrics) : "", heard.statuses, heard.messages);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Heard implements TestExecutionListener {

    private final Map<String, Status> statuses = new LinkedHashMap<>();
    private final List<String> messages = new ArrayList<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        statuses.put(test.getUniqueId(), result.getStatus());
      }
      result.getThrowable().ifPresent(failure -> messages.add(failure.getMessage()));
    }
  }
}
