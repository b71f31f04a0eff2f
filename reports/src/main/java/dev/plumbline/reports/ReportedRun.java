package dev.plumbline.reports;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.FolderLock;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * A run with its reports: it has the report folder from its beginning to its end, and ends in time
 * where the process is ended from outside.
 */
final class ReportedRun {

  private final RecordedRun recorded;
  private final ReportSetting setting;
  private final Optional<FolderLock> lock;
  private final List<String> published = new ArrayList<>();
  private final Watch watch;

  /** Ends a run when the process is ended from outside; if it is just beginning, when it has. */
  private static final class Watch {
    private final Thread hook = new Thread(this::interrupt, "plumbline-interrupted-run");
    private Optional<ReportedRun> run = Optional.empty();

    /** Begins a run, of which nothing is to be seen before it is watched. */
    synchronized ReportedRun over(Function<Watch, ReportedRun> beginning) {
      try {
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the process ends already
      }
      ReportedRun begun = beginning.apply(this);
      run = Optional.of(begun);
      return begun;
    }

    private synchronized void interrupt() {
      run.ifPresent(ReportedRun::interrupt);
    }

    void end() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        return; // the process ends already
      }
    }
  }

  private ReportedRun(
      TestPlan plan,
      TestIdentifier engine,
      ReportSetting setting,
      Optional<FolderLock> lock,
      Watch watch) {
    this.setting = setting;
    this.lock = lock;
    this.watch = watch;
    recorded = new RecordedRun(plan, engine, new Reports(ReportSet.of(setting, published)));
  }

  /**
   * Begins a run.
   *
   * @param plan what is run
   * @param engine the engine's node in it
   * @param last the run before this one, which it may complete
   * @param environment the process's environment variables
   * @param out where the summary is printed
   */
  static ReportedRun begin(
      TestPlan plan,
      TestIdentifier engine,
      Optional<ReportedRun> last,
      Map<String, String> environment,
      PrintStream out) {
    return new Watch().over(watch -> begin(plan, engine, last, environment, out, watch));
  }

  private static ReportedRun begin(
      TestPlan plan,
      TestIdentifier engine,
      Optional<ReportedRun> last,
      Map<String, String> environment,
      PrintStream out,
      Watch watch) {
    ConfigurationParameters parameters = plan.getConfigurationParameters();
    List<String> problems = new ArrayList<>();
    Optional<ReportFolder> folder = folder(parameters, problems);
    Optional<FolderLock> lock = folder.flatMap(wanted -> take(wanted, problems));
    Optional<ReportedRun> completed =
        last.filter(ended -> lock.isPresent() && folder.equals(ended.setting.folder()))
            .filter(ended -> ended.recorded.isCompletedBy(leaves(plan, engine)));
    ReportSetting setting =
        new ReportSetting(
            parameters,
            folder
                .filter(wanted -> lock.isPresent())
                .filter(ready -> prepare(ready, completed.isPresent(), problems)),
            completed.isPresent(),
            completed.map(ended -> ended.setting.explorer()).orElseGet(ExplorerLinks::new),
            environment,
            out);
    ReportedRun run = new ReportedRun(plan, engine, setting, lock, watch);
    problems.forEach(run.recorded::miss);
    run.recorded.begin();
    completed.ifPresent(ended -> run.recorded.complete(ended.recorded));
    return run;
  }

  private static Set<UniqueId> leaves(TestPlan plan, TestIdentifier engine) {
    return plan.getDescendants(engine).stream()
        .filter(TestIdentifier::isTest)
        .map(TestIdentifier::getUniqueIdObject)
        .collect(Collectors.toSet());
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

  private static Optional<FolderLock> take(ReportFolder folder, List<String> problems) {
    try {
      return Optional.of(FolderLock.take(folder.root(), Thread.currentThread()));
    } catch (IOException e) {
      problems.add(e.getMessage());
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

  /** Returns the run as it was heard. */
  RecordedRun recorded() {
    return recorded;
  }

  /** Ends the run, and gives its folder back. */
  void end() {
    recorded.end();
    lock.map(FolderLock::gaps).ifPresent(gaps -> gaps.forEach(recorded::miss));
    recorded.end(); // again, if anything came up
    watch.end();
    print();
    if (lock.isPresent()) {
      try {
        lock.get().close();
      } catch (IOException e) {
        return; // the system unlocks it when the process ends
      }
    }
  }

  /** Called while the process ends, beside whatever it still does. It keeps the folder. */
  private void interrupt() {
    if (recorded.interrupt()) {
      print();
    }
  }

  private void print() {
    ReportSet.console(setting, published).end(recorded.results());
  }
}
