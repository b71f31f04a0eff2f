package dev.plumbline.audits;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.reports.AuditReportListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs all built-in audits and has their reports written. */
final class ReportedRun {

  private ReportedRun() {}

  /**
   * Runs 24 images at t = 50, with these parameters and no others, whatever is set around them.
   *
   * @param reports where the reports go
   * @param bounds a file that is written with these rows
   * @param rows the bounds
   * @param parameters what else is set
   * @return what was printed
   */
  static String of(Path reports, Path bounds, String rows, Map<String, String> parameters)
      throws IOException {
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .filters(EngineFilter.includeEngines("model-audit"))
            .enableImplicitConfigurationParameters(false)
            .configurationParameter(
                AuditParameters.BOUNDS,
                Files.writeString(
                        bounds, "audit,metric,layer,timestep,at_least,at_most,note\n" + rows)
                    .toString())
            .configurationParameter(AuditParameters.REPORT_DIR, reports.toString())
            .configurationParameter(AuditParameters.TIMESTEPS, "50")
            .configurationParameter(AuditParameters.SAMPLES, "24")
            .configurationParameter(AuditParameters.EXECUTOR, "in-process")
            .configurationParameter(AuditParameters.DEVICE, "cpu")
            .configurationParameter(AuditParameters.THREADS, "2")
            .configurationParameters(parameters);
    AuditedRun.AUDITS.forEach(type -> request.selectors(DiscoverySelectors.selectClass(type)));
    LauncherConfig config =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    LauncherFactory.create(config)
        .execute(
            request.build(),
            new AuditReportListener(new PrintStream(printed, true, StandardCharsets.UTF_8)));
    return printed.toString(StandardCharsets.UTF_8);
  }
}
