package dev.plumbline.reports;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.results.RecordedRun;
import dev.plumbline.reports.results.Reports;
import dev.plumbline.reports.writing.ReportFolder;
import dev.plumbline.reports.writing.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes the reports of an audit run while it runs: Allure results, {@code index.html}, {@code
 * metrics.csv} and other files, and a summary on the console. The JUnit Platform finds it by
 * itself.
 *
 * <p>The reports go to the folder {@value AuditParameters#REPORT_DIR} names, where they replace
 * those of an earlier run; the earlier runs stay in the new report's history. A test plan without
 * audits leaves no trace. A report that cannot be written is named in the summary and takes nothing
 * away from the others.
 *
 * <p>When the same launcher runs some of the leaves that did not pass again (Surefire's {@code
 * rerunFailingTestsCount}), the reports are completed: their new results replace the old ones.
 */
public final class AuditReportListener implements TestExecutionListener {

  private static final UniqueId ENGINE = UniqueId.forEngine("model-audit");

  private final PrintStream out;
  private final Map<String, String> environment;

  /** The run that is going on; null between runs and where there are no audits. */
  private volatile RecordedRun run;

  /** The setting of that run. */
  private ReportSetting setting;

  /** The last run that ended. */
  private Optional<EndedRun> last = Optional.empty();

  private record EndedRun(RecordedRun run, ReportSetting setting) {}

  /** Prints the summary to standard output. */
  public AuditReportListener() {
    this(System.out);
  }

  /**
   * Prints the summary elsewhere.
   *
   * @param out where to; it stays open
   */
  public AuditReportListener(PrintStream out) {
    this(out, System.getenv());
  }

  AuditReportListener(PrintStream out, Map<String, String> environment) {
    this.out = out;
    this.environment = environment;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    run = null;
    engine(plan).ifPresent(engine -> begin(plan, engine));
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    RecordedRun ending = run;
    run = null;
    if (ending != null) {
      ending.end();
      last = Optional.of(new EndedRun(ending, setting));
    }
  }

  @Override
  public void executionStarted(TestIdentifier node) {
    runOf(node).ifPresent(current -> current.started(node));
  }

  @Override
  public void executionSkipped(TestIdentifier node, String reason) {
    runOf(node).ifPresent(current -> current.skipped(node, reason));
  }

  @Override
  public void executionFinished(TestIdentifier node, TestExecutionResult result) {
    runOf(node).ifPresent(current -> current.finished(node, result));
  }

  @Override
  public void reportingEntryPublished(TestIdentifier node, ReportEntry entry) {
    runOf(node).ifPresent(current -> current.published(node, entry));
  }

  private Optional<RecordedRun> runOf(TestIdentifier node) {
    return Optional.ofNullable(run).filter(current -> node.getUniqueIdObject().hasPrefix(ENGINE));
  }

  /** The engine's node. An engine without a leaf beside tests of others has nothing to report. */
  private static Optional<TestIdentifier> engine(TestPlan plan) {
    boolean testsOfOthers =
        plan.getRoots().stream()
            .filter(root -> !root.getUniqueIdObject().equals(ENGINE))
            .anyMatch(root -> !leaves(plan, root).isEmpty());
    return plan.getRoots().stream()
        .filter(root -> root.getUniqueIdObject().equals(ENGINE))
        .filter(root -> !testsOfOthers || !leaves(plan, root).isEmpty())
        .findFirst();
  }

  private static Set<UniqueId> leaves(TestPlan plan, TestIdentifier root) {
    return plan.getDescendants(root).stream()
        .filter(TestIdentifier::isTest)
        .map(TestIdentifier::getUniqueIdObject)
        .collect(Collectors.toSet());
  }

  private void begin(TestPlan plan, TestIdentifier engine) {
    ConfigurationParameters parameters = plan.getConfigurationParameters();
    List<String> problems = new ArrayList<>();
    Optional<ReportFolder> folder = folder(parameters, problems);
    Set<UniqueId> leaves = leaves(plan, engine);
    Optional<EndedRun> completed =
        last.filter(ended -> folder.isPresent() && folder.equals(ended.setting().folder()))
            .filter(ended -> ended.run().isCompletedBy(leaves));
    setting =
        new ReportSetting(
            parameters,
            folder.filter(ready -> prepare(ready, completed.isPresent(), problems)),
            completed.isPresent(),
            completed.map(ended -> ended.setting().explorer()).orElseGet(ExplorerLinks::new),
            environment,
            out,
            problems);
    RecordedRun beginning =
        new RecordedRun(plan, engine, new Reports(ReportSet.of(setting), problems::add));
    beginning.begin();
    completed.ifPresent(ended -> beginning.complete(ended.run()));
    run = beginning;
  }

  /** A run that measures nothing must not take away what an earlier run measured. */
  private static Optional<ReportFolder> folder(
      ConfigurationParameters parameters, List<String> problems) {
    if (RunPurpose.otherThanAuditing(parameters).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReportFolder.of(parameters));
    } catch (InvalidPathException e) {
      problems.add(
          "no report is written: "
              + AuditParameters.REPORT_DIR
              + " or "
              + AuditParameters.BASE_DIR
              + " is not a path: "
              + Texts.reason(e));
      return Optional.empty();
    }
  }

  private static boolean prepare(ReportFolder folder, boolean completes, List<String> problems) {
    try {
      if (completes) {
        folder.prepareRerun();
      } else {
        folder.prepare();
      }
      return true;
    } catch (IOException | RuntimeException e) {
      problems.add(
          "no report is written: the folder "
              + folder.root()
              + " ("
              + AuditParameters.REPORT_DIR
              + ") cannot be made ready: "
              + Texts.reason(e));
      return false;
    }
  }
}
