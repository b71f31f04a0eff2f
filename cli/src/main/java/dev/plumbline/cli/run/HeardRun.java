package dev.plumbline.cli.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.ModelAuditTestEngine;
import dev.plumbline.engine.plan.UndecidedError;
import dev.plumbline.engine.plan.UserError;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Hears how a run goes, and says what it came to without a look at any report. */
final class HeardRun implements TestExecutionListener {

  private static final UniqueId ENGINE = UniqueId.forEngine(ModelAuditTestEngine.ID);

  private int passed;
  private int failed;
  private int broken;
  private int aborted;
  private int skipped;
  private boolean isBegun;
  private Map<String, String> parameters = Map.of();
  private Optional<TestExecutionResult> end = Optional.empty();

  /**
   * Takes the parameters as the run has them: also those of Java, and of files that JUnit reads.
   */
  @Override
  public synchronized void testPlanExecutionStarted(TestPlan plan) {
    parameters = new TreeMap<>();
    for (String name : AuditParameters.names()) {
      plan.getConfigurationParameters()
          .get(name)
          .ifPresent(value -> parameters.put(name, value.strip()));
    }
  }

  @Override
  public synchronized void executionStarted(TestIdentifier node) {
    isBegun |= !node.getUniqueIdObject().equals(ENGINE);
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier node, String reason) {
    isBegun = true;
    skipped++;
  }

  @Override
  public synchronized void executionFinished(TestIdentifier node, TestExecutionResult result) {
    if (node.getUniqueIdObject().equals(ENGINE)) {
      end = Optional.of(result);
    } else if (node.isTest() || result.getStatus() != Status.SUCCESSFUL) {
      count(node, result);
    }
  }

  /** Only a leaf can violate a bound, whatever its container threw. */
  private void count(TestIdentifier node, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> passed++;
      case ABORTED -> aborted++;
      case FAILED -> {
        if (node.isTest() && result.getThrowable().orElse(null) instanceof AssertionError) {
          failed++;
        } else {
          broken++;
        }
      }
    }
  }

  /** A refusal has a message for users; an audit class that cannot be one is an issue. */
  private static boolean isRefusal(Throwable thrown) {
    return thrown instanceof UserError || thrown instanceof JUnitException;
  }

  /** Returns the parameters of the run. */
  synchronized Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }

  /**
   * Returns what the run came to, as far as leaves and the engine say.
   *
   * @param purpose what it was for
   */
  synchronized ExitCode exitCode(RunPurpose purpose) {
    if (failed > 0) {
      return ExitCode.VIOLATED;
    }
    Optional<Throwable> fault =
        end.filter(result -> result.getStatus() != Status.SUCCESSFUL)
            .map(result -> result.getThrowable().orElseGet(IllegalStateException::new));
    if (!isBegun && fault.filter(HeardRun::isRefusal).isPresent()) {
      return ExitCode.MISUSED;
    }
    boolean isUndecided = fault.filter(UndecidedError.class::isInstance).isPresent();
    if (broken > 0 || (fault.isPresent() && !isUndecided)) {
      return ExitCode.BROKEN;
    }
    if (isUndecided) {
      return ExitCode.UNDECIDED;
    }
    if (passed + aborted + skipped == 0) {
      return ExitCode.NOTHING_RAN;
    }
    return passed > 0 || !purpose.isToJudge() ? ExitCode.DONE : ExitCode.UNDECIDED;
  }
}
