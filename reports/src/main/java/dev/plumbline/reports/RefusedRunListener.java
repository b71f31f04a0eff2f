package dev.plumbline.reports;

import dev.plumbline.api.files.FolderLock;
import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.results.LayerSequence;
import dev.plumbline.reports.results.Reports;
import dev.plumbline.reports.results.RunFailure;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.ReportFolder;
import dev.plumbline.reports.writing.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.EngineDiscoveryResult;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;

/**
 * Replaces the reports of an earlier run where the engine refuses a new one while it looks for
 * audits: Failsafe then begins no run at all, of which {@link AuditReportListener} would hear. The
 * JUnit Platform finds it by itself.
 */
public final class RefusedRunListener implements LauncherDiscoveryListener {

  private static final UniqueId ENGINE = UniqueId.forEngine("model-audit");

  private final PrintStream out;
  private final List<String> refusals = new ArrayList<>();

  /** Says on standard output which reports could not be written. */
  public RefusedRunListener() {
    this(System.out);
  }

  RefusedRunListener(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
    refusals.clear();
  }

  @Override
  public synchronized void issueEncountered(UniqueId engine, DiscoveryIssue issue) {
    if (engine.equals(ENGINE) && issue.severity() == DiscoveryIssue.Severity.ERROR) {
      refusals.add(issue.message());
    }
  }

  @Override
  public synchronized void engineDiscoveryFinished(UniqueId engine, EngineDiscoveryResult result) {
    if (engine.equals(ENGINE)) {
      result.getThrowable().map(Texts::reason).ifPresent(refusals::add);
    }
  }

  @Override
  public synchronized void launcherDiscoveryFinished(LauncherDiscoveryRequest request) {
    if (!refusals.isEmpty()) {
      report(request.getConfigurationParameters());
    }
  }

  /** A run that would write no report does not touch the last one when it is refused either. */
  private void report(ConfigurationParameters parameters) {
    if (RunPurpose.otherThanAuditing(parameters).isPresent()) {
      return;
    }
    try {
      ReportFolder folder = ReportFolder.of(parameters);
      try (FolderLock lock = FolderLock.take(folder.root(), Thread.currentThread())) {
        folder.prepare();
        ReportSetting setting =
            new ReportSetting(
                parameters, Optional.of(folder), false, new ExplorerLinks(), Map.of(), out);
        Reports reports = new Reports(ReportSet.ofRefused(setting));
        lock.gaps().forEach(reports::miss);
        reports.end(refused());
        reports.missing().forEach(out::println);
      }
    } catch (IOException | InvalidPathException e) {
      out.println("No report says that the run was refused: " + Texts.oneLine(e.getMessage()));
    }
  }

  private RunResults refused() {
    RunFailure failure =
        new RunFailure(
            ENGINE + "/discovery",
            "Before the run",
            "Nothing was audited:\n" + String.join("\n", refusals),
            Optional.empty(),
            Instant.now());
    return new RunResults(
        List.of(), List.of(failure), List.of(), new LayerSequence(List.of()), Duration.ZERO);
  }
}
