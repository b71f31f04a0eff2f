package dev.plumbline.reports;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.reports.results.RecordedRun;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * audits leaves no trace. A report that cannot be written takes nothing away from the others, which
 * name it as a failure of the run.
 *
 * <p>When the same launcher runs some of the leaves that did not pass again (Surefire's {@code
 * rerunFailingTestsCount}), the reports are completed: their new results replace the old ones.
 */
public final class AuditReportListener implements TestExecutionListener {

  private static final UniqueId ENGINE = UniqueId.forEngine("model-audit");

  private final PrintStream out;
  private final Map<String, String> environment;

  /** The run that is going on; null between runs and where there are no audits. */
  private volatile ReportedRun run;

  /** The last run that ended. */
  private Optional<ReportedRun> last = Optional.empty();

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
    ReportedRun ending = run;
    run = null;
    if (ending != null) {
      ending.end();
      last = Optional.of(ending);
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
    return Optional.ofNullable(run)
        .map(ReportedRun::recorded)
        .filter(current -> node.getUniqueIdObject().hasPrefix(ENGINE));
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
    run = ReportedRun.begin(plan, engine, last, environment, out);
  }
}
