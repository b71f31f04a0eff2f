package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cli.PlumblineProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process says of a run when it ends, by the real jar. */
class VerdictsIT {

  /** ONNX Runtime 1.29 crashes in a usual thread where the command line is longer than 3,900. */
  private static final String LONG = "-Paudit.x.note=" + "x".repeat(20_000);

  @TempDir private Path folder;
  private TinyCheckpoint tiny;

  @BeforeEach
  void inputs() throws IOException {
    tiny = new TinyCheckpoint(folder);
  }

  @Test
  void passedIsZeroMeasuredInWorkersWithoutTelemetry() throws Exception {
    Result result = audit("--select=FiniteActivationAudits");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("Plumbline model audits: passed").doesNotContain("\u001b[");
    assertThat(result.err()).isEmpty();
    assertThat(summary())
        .contains("\"verdict\" : \"passed\"")
        .contains("\"command\" : \"plumbline audit --select=FiniteActivationAudits --checkpoint=")
        .doesNotContain("its telemetry is on");
  }

  @Test
  void violatedIsOneAlsoWithALongCommandLineInOneProcess() throws Exception {
    Path bounds =
        tiny.file(
            "bounds.csv",
            """
            audit,metric,layer,timestep,at_least,at_most,note
            HighNormAudits.*,norm.max_relative_norm,**,*,,0.001,
            """);
    Result result =
        audit("--select=HighNormAudits", "--executor=in-process", "--bounds=" + bounds, LONG);
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.out()).contains("Plumbline model audits: FAILED");
    assertThat(summary()).contains("\"verdict\" : \"failed\"").doesNotContain("telemetry");
  }

  @Test
  void longCommandLinesDoNotCrashWhereTheVariableIsSetAlready() throws Exception {
    Result result =
        PlumblineProcess.script(
                folder,
                join(
                    "audit",
                    tiny.quickly("--select=FiniteActivationAudits", "--executor=in-process", LONG)))
            .run();
    assertThat(result.code()).as(result.toString()).isZero();
  }

  @Test
  void nothingToCompareWithIsUndecided() throws Exception {
    Result result = audit("--select=FiniteActivationAudits,HighNormAudits");
    assertThat(result.code()).as(result.toString()).isEqualTo(4);
    assertThat(result.out())
        .contains("nothing to compare with")
        .contains("plumbline record baselines --checkpoint=tiny=PATH --")
        .doesNotContain("mvn");
    assertThat(summary()).contains("\"verdict\" : \"nothing-to-compare\"");
  }

  @Test
  void aRunThatDecidesNothingIsUndecided() throws Exception {
    Result result = audit("--select=HighNormAudits", "--executor=in-process");
    assertThat(result.code()).as(result.toString()).isEqualTo(4);
    assertThat(result.out()).contains("Nothing of tiny was held against anything");
  }

  @Test
  void aCheckpointThatIsNotThereIsBroken() throws Exception {
    Result result = run("audit", "--checkpoint=gone", "--select=FiniteActivationAudits");
    assertThat(result.code()).as(result.toString()).isEqualTo(3);
    assertThat(result.out()).contains("Plumbline model audits: BROKEN").contains("nothing at");
  }

  @Test
  void whatIsRefusedBeforeMeasuringIsMisused() throws Exception {
    Result result = audit("--baseline=nowhere", "--select=FiniteActivationAudits");
    assertThat(result.code()).as(result.toString()).isEqualTo(2);
    assertThat(result.out()).contains("There is no baseline");
  }

  @Test
  void noLeafIsNothingRan() throws Exception {
    Result result = audit("--tags=nonsense", "--select=FiniteActivationAudits");
    assertThat(result.code()).as(result.toString()).isEqualTo(5);
    assertThat(summary()).contains("\"verdict\" : \"nothing-ran\"");
  }

  @Test
  void aReportFolderThatCannotBeIsRefused() throws Exception {
    tiny.file("report", "in the way");
    Result result = audit("--select=FiniteActivationAudits", "--report-dir=report/below");
    assertThat(result.code()).as(result.toString()).isEqualTo(2);
    assertThat(result.out()).contains("Nothing was measured");
  }

  /** The process that was started is not the one that measures: the other one has to end too. */
  @Test
  void aSignalEndsBothProcessesWithARedReport() throws Exception {
    PlumblineProcess plumbline =
        PlumblineProcess.jar(
            folder, join("audit", tiny.quickly("--select=FiniteActivationAudits")));
    Process process = plumbline.start();
    while (!plumbline.out().contains("[audit]") && process.isAlive()) {
      Thread.sleep(20);
    }
    ProcessHandle measuring = process.children().findFirst().orElseThrow();
    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(measuring.isAlive()).isFalse();
    assertThat(summary()).contains("\"verdict\" : \"broken\"").contains("Interrupted");
  }

  private Result audit(String... more) throws Exception {
    return run(join("audit", tiny.quickly(more)));
  }

  private Result run(String... arguments) throws Exception {
    return PlumblineProcess.jar(folder, arguments).run();
  }

  private String summary() throws IOException {
    return Files.readString(folder.resolve("target/plumbline/summary.json"));
  }

  private static String[] join(String first, String[] others) {
    String[] all = new String[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }
}
