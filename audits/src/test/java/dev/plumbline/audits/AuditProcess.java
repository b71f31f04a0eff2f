package dev.plumbline.audits;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * A run in a process of its own, as a build has it: with the reports that the platform finds, and
 * an exit code that is 0 only where tests ran and none failed.
 */
final class AuditProcess {

  private AuditProcess() {}

  /**
   * Runs two audits.
   *
   * @param arguments parameters, as {@code name=value}
   */
  public static void main(String[] arguments) {
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .filters(EngineFilter.includeEngines("model-audit"))
            .enableImplicitConfigurationParameters(false)
            .selectors(
                DiscoverySelectors.selectClass(HighNormAudits.class),
                DiscoverySelectors.selectClass(LayerHealthAudits.class));
    for (String argument : arguments) {
      int name = argument.indexOf('=');
      if (name > 0) {
        request.configurationParameter(argument.substring(0, name), argument.substring(name + 1));
      }
    }
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    try {
      LauncherFactory.create().execute(request.build(), summary);
    } catch (RuntimeException e) {
      System.out.println(e.getMessage());
      System.exit(2);
    }
    boolean isGreen =
        summary.getSummary().getTotalFailureCount() == 0
            && summary.getSummary().getTestsSucceededCount() > 0;
    System.exit(isGreen ? 0 : 1);
  }

  /**
   * Starts a process.
   *
   * @param folder where its reports go, and {@code log.txt} with what it prints beside them
   * @param more parameters that go over the usual ones
   * @param rest what else is on its command line
   */
  static Process start(Path folder, Map<String, String> more, String... rest) throws IOException {
    return builder(folder, more, rest).start();
  }

  /** Returns what starts such a process, for those that want another home or other folders. */
  static ProcessBuilder builder(Path folder, Map<String, String> more, String... rest) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put(AuditParameters.REPORT_DIR, folder.toString());
    parameters.put(AuditParameters.TIMESTEPS, "50");
    parameters.put(AuditParameters.LAYERS, "conv_in,mid_block.resnets.0,conv_out");
    parameters.put(AuditParameters.SAMPLES, "8");
    parameters.put(AuditParameters.DEVICE, "cpu");
    parameters.put(AuditParameters.THREADS, "1");
    parameters.putAll(more);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AuditProcess.class.getName()));
    parameters.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(List.of(rest));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(folder).toFile());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    return builder;
  }

  /** Returns where a process says how it goes. */
  static Path log(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  /** Waits for a process, and returns its exit code. */
  static int end(Process process) throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the process goes on for more than 5 minutes");
    }
    return process.exitValue();
  }
}
