package dev.plumbline.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.TestExecutionResult.aborted;
import static org.junit.platform.engine.TestExecutionResult.failed;
import static org.junit.platform.engine.TestExecutionResult.successful;

import dev.plumbline.engine.plan.UndecidedError;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.launcher.TestIdentifier;

/** Which exit code a run has, by what is heard of it and by its summary. */
class ExitCodesTest {

  private static final UniqueId ROOT = UniqueId.forEngine("model-audit");
  private static final TestIdentifier ENGINE =
      TestIdentifier.from(new EngineDescriptor(ROOT, "Model audit"));
  private static final TestIdentifier CONTAINER = node("checkpoint", TestDescriptor.Type.CONTAINER);
  private static final TestIdentifier LEAF = node("timestep", TestDescriptor.Type.TEST);

  private final HeardRun run = new HeardRun();

  private static TestIdentifier node(String type, TestDescriptor.Type kind) {
    return TestIdentifier.from(
        new AbstractTestDescriptor(ROOT.append(type, "one"), type) {
          @Override
          public Type getType() {
            return kind;
          }
        });
  }

  private void leaf(TestExecutionResult result) {
    run.executionStarted(LEAF);
    run.executionFinished(LEAF, result);
  }

  private ExitCode end(TestExecutionResult result) {
    run.executionFinished(ENGINE, result);
    return run.exitCode(RunPurpose.JUDGE);
  }

  @Test
  void oneLeafThatPassedIsEnough() {
    leaf(successful());
    leaf(aborted(new RuntimeException()));
    assertThat(end(successful())).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aViolationGoesBeforeAllElse() {
    leaf(failed(new AssertionError()));
    leaf(failed(new IllegalStateException()));
    assertThat(end(failed(new UserError("and more")))).isEqualTo(ExitCode.VIOLATED);
  }

  @Test
  void whatIsThrownByALeafIsBroken() {
    leaf(successful());
    leaf(failed(new UserError("gone")));
    assertThat(end(successful())).isEqualTo(ExitCode.BROKEN);
  }

  @Test
  void aContainerThatFellIsBrokenEvenByAnAssertion() {
    leaf(successful());
    run.executionFinished(CONTAINER, failed(new AssertionError()));
    assertThat(end(successful())).isEqualTo(ExitCode.BROKEN);
  }

  @Test
  void aReportThatCannotBeWrittenIsBroken() {
    leaf(successful());
    assertThat(end(failed(new UserError("metrics.csv cannot be written"))))
        .isEqualTo(ExitCode.BROKEN);
  }

  @Test
  void whatIsRefusedBeforeAnythingBeganIsMisused() {
    run.executionStarted(ENGINE);
    assertThat(end(failed(new UserError("audit.seed=x")))).isEqualTo(ExitCode.MISUSED);
  }

  @Test
  void whatNobodyForesawIsBroken() {
    run.executionStarted(ENGINE);
    assertThat(end(failed(new NullPointerException()))).isEqualTo(ExitCode.BROKEN);
  }

  @Test
  void tooLittleThatIsDecidedIsUndecided() {
    leaf(successful());
    assertThat(end(failed(new UndecidedError("2 of 9 leaves")))).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void leavesThatAllAbortedAreUndecided() {
    leaf(aborted(new RuntimeException()));
    assertThat(end(successful())).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void noLeafIsNothingRan() {
    run.executionStarted(ENGINE);
    assertThat(end(successful())).isEqualTo(ExitCode.NOTHING_RAN);
  }

  @Test
  void skippedLeavesAreWhatADryRunIsFor() {
    run.executionSkipped(LEAF, "dry run");
    run.executionFinished(ENGINE, successful());
    assertThat(run.exitCode(RunPurpose.OTHER)).isEqualTo(ExitCode.DONE);
    assertThat(run.exitCode(RunPurpose.JUDGE)).isEqualTo(ExitCode.UNDECIDED);
  }

  @ParameterizedTest
  @CsvSource({
    "passed,             DONE,        DONE,        DONE",
    "nothing-to-compare, UNDECIDED,   DONE,        DONE",
    "failed,             VIOLATED,    VIOLATED,    VIOLATED",
    "broken,             BROKEN,      BROKEN,      BROKEN",
    "nothing-ran,        NOTHING_RAN, NOTHING_RAN, NOTHING_RAN",
    "nothing-concluded,  UNDECIDED,   UNDECIDED,   DONE",
    "something-new,      BROKEN,      BROKEN,      BROKEN"
  })
  void verdictsHaveCodes(
      String verdict, ExitCode judged, ExitCode recorded, ExitCode measured, @TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("summary.json"), "{\"verdict\": \"" + verdict + "\"}");
    ReportSummary summary = ReportSummary.read(folder).orElseThrow();
    assertThat(summary.exitCode(RunPurpose.JUDGE)).isEqualTo(judged);
    assertThat(summary.exitCode(RunPurpose.RECORD)).isEqualTo(recorded);
    assertThat(summary.exitCode(RunPurpose.MEASURE)).isEqualTo(measured);
  }

  @Test
  void aSummaryThatIsCutOffIsNone(@TempDir Path folder) throws IOException {
    assertThat(ReportSummary.read(folder)).isEmpty();
    Files.writeString(folder.resolve("summary.json"), "{\"verdict\": \"pas");
    assertThat(ReportSummary.read(folder)).isEmpty();
  }

  @Test
  void purposesFollowFromParameters() {
    assertThat(RunPurpose.of(Map.of())).isEqualTo(RunPurpose.JUDGE);
    assertThat(RunPurpose.of(Map.of("audit.dry-run", "false"))).isEqualTo(RunPurpose.JUDGE);
    assertThat(RunPurpose.of(Map.of("audit.dry-run", "true"))).isEqualTo(RunPurpose.OTHER);
    assertThat(RunPurpose.of(Map.of("audit.encode", "to"))).isEqualTo(RunPurpose.OTHER);
    assertThat(RunPurpose.of(Map.of("audit.shard", "1/2"))).isEqualTo(RunPurpose.MEASURE);
    assertThat(RunPurpose.of(Map.of("audit.baseline.mode", "record"))).isEqualTo(RunPurpose.RECORD);
  }
}
