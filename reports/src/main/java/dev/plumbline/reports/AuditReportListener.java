package dev.plumbline.reports;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.reports.allure.AllureResults;
import dev.plumbline.reports.allure.HtmlReport;
import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.explorer.ExplorerReport;
import dev.plumbline.reports.pages.DecisionPage;
import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.pictures.Pictures;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.RecordedRun;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.Reports;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.summaries.ConsoleSummary;
import dev.plumbline.reports.summaries.JunitXml;
import dev.plumbline.reports.summaries.SummaryJson;
import dev.plumbline.reports.summaries.SummaryMarkdown;
import dev.plumbline.reports.tables.MetricsCsv;
import dev.plumbline.reports.tables.PublishedCsv;
import dev.plumbline.reports.tables.ScenesCsv;
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

  private ReportFolder lastFolder;
  private Map<UniqueId, LeafResult> lastResults = Map.of();
  private ExplorerLinks explorerLinks = new ExplorerLinks();

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
      lastResults = ending.results();
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
    List<String> problems = new ArrayList<>();
    Optional<ReportFolder> folder = folder(plan, problems);
    boolean rerun = isRerun(leaves(plan, engine), folder);
    folder = folder.filter(ready -> prepare(ready, rerun, problems));
    List<Report> reports = new ArrayList<>();
    if (!rerun) {
      explorerLinks = new ExplorerLinks();
    }
    List<String> published = new ArrayList<>();
    if (folder.isPresent()) {
      reports.add(new MetricsCsv(folder.get().metrics()));
      reports.add(new ScenesCsv(folder.get().scenes()));
      List<PublishedProfile> profiles = profiles(plan);
      if (!profiles.isEmpty()) {
        reports.add(new PublishedCsv(folder.get().published(), profiles, published));
      }
      Gallery gallery = new Gallery();
      reports.add(new Pictures(folder.get().pictures(), profiles, gallery));
      RunCommand command = RunCommand.of(plan.getConfigurationParameters());
      reports.add(new JunitXml(folder.get().junitXml()));
      reports.add(new SummaryJson(folder.get().summaryJson(), command));
      reports.add(new SummaryMarkdown(folder.get().summaryMarkdown(), command));
      if (!rerun) { // which measures the layers of its leaves only
        reports.add(new ExplorerReport(folder.get().explorer(), explorerLinks));
      }
      reports.add(new DecisionPage(folder.get(), gallery, command));
      reports.add(new AllureResults(folder.get(), gallery, environment, explorerLinks));
      reports.add(new HtmlReport(folder.get(), gallery, command));
    }
    // Last, because it tells what became of the others.
    reports.add(new ConsoleSummary(out, folder, insteadOfVerdict(plan), published, problems));
    RecordedRun beginning = new RecordedRun(plan, engine, new Reports(reports, problems::add));
    beginning.begin();
    if (rerun) {
      Set<UniqueId> again = leaves(plan, engine);
      lastResults.values().stream()
          .filter(result -> !again.contains(result.leaf().id()))
          .forEach(beginning::carryOver);
    }
    lastFolder = folder.orElse(null);
    run = beginning;
  }

  /** A run that measures nothing must not take away what an earlier run measured. */
  private static Optional<ReportFolder> folder(TestPlan plan, List<String> problems) {
    if (insteadOfVerdict(plan).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReportFolder.of(plan.getConfigurationParameters()));
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

  private static List<PublishedProfile> profiles(TestPlan plan) {
    try {
      return plan.getConfigurationParameters()
          .get(AuditParameters.PUBLISHED)
          .filter(names -> !names.isBlank())
          .map(PublishedProfile::list)
          .orElse(List.of());
    } catch (IllegalArgumentException e) {
      return List.of(); // the engine says so
    }
  }

  /** What to say of a run that was not to measure anything. */
  private static Optional<String> insteadOfVerdict(TestPlan plan) {
    ConfigurationParameters parameters = plan.getConfigurationParameters();
    if (parameters.getBoolean(AuditParameters.DRY_RUN).orElse(false)) {
      return Optional.of("DRY RUN, nothing was measured");
    }
    if (parameters.get(AuditParameters.SUGGEST).filter(file -> !file.isBlank()).isPresent()) {
      return Optional.of("BOUNDS SUGGESTED ONLY, nothing was audited");
    }
    return parameters
        .get(AuditParameters.ENCODE)
        .filter(folder -> !folder.isBlank())
        .map(folder -> "ENCODED ONLY, nothing was audited");
  }

  private static boolean prepare(ReportFolder folder, boolean rerun, List<String> problems) {
    try {
      if (rerun) {
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

  private boolean isRerun(Set<UniqueId> leaves, Optional<ReportFolder> folder) {
    return !leaves.isEmpty()
        && leaves.size() < lastResults.size()
        && folder.isPresent()
        && folder.get().equals(lastFolder)
        && leaves.stream().allMatch(this::didNotPass);
  }

  private boolean didNotPass(UniqueId leaf) {
    LeafResult last = lastResults.get(leaf);
    return last != null && (last.outcome() == Outcome.FAILED || last.outcome() == Outcome.BROKEN);
  }
}
