package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.fixtures.MeasurementAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.unets.HostileModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What is measured in worker processes is what is measured here, whatever becomes of those. */
class WorkerProcessesTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class, MeasurementAudits.class)
        .with("audit.timesteps", "50,200,500")
        .with("audit.latents", NpyWriter.normal(folder.resolve("many.npy"), 3, 20, 4, 16, 16));
  }

  @ParameterizedTest
  @CsvSource({
    "audit.device, cpu",
    "audit.device, cpu*2",
    "audit.device, cpu*3",
    "audit.folds, 4",
    "audit.probe, softmax",
    "audit.control, random"
  })
  void theirFiguresAreThoseOfThisProcess(String parameter, String value) {
    Outcomes here = audits().with(parameter, value).run();
    Outcomes there = audits().with(parameter, value).with("audit.executor", "process").run();

    assertThat(here.records()).isNotEmpty();
    assertThat(there.records()).isEqualTo(here.records());
    assertThat(there.statuses()).isEqualTo(here.statuses());
    assertThat(there.notes())
        .containsAll(here.notes().stream().filter(note -> !isTelemetry(note)).toList());
  }

  /** Their environment is made by us. */
  private static boolean isTelemetry(RunNote note) {
    return note.name().equals("ONNX Runtime");
  }

  /** Kills workers as often as it is told while something runs. */
  private static Outcomes killing(int times, Audits audits) throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger left = new AtomicInteger(times);
    Thread killer =
        new Thread(
            () -> {
              long last = -1;
              while (!done.get() && left.get() > 0) {
                for (ProcessHandle child : ProcessHandle.current().children().toList()) {
                  if (child.pid() != last) {
                    pause(1500);
                    last = child.pid();
                    child.destroyForcibly();
                    left.decrementAndGet();
                    break;
                  }
                }
                pause(10);
              }
            });
    killer.start();
    try {
      return audits.run();
    } finally {
      done.set(true);
      killer.join();
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Audits longer() {
    return audits()
        .with("audit.executor", "process")
        .with("audit.latents", NpyWriter.normal(folder.resolve("lots.npy"), 3, 120, 4, 16, 16));
  }

  private static List<TestExecutionResult> of(String checkpoint, Outcomes outcomes) {
    return outcomes.leaves().entrySet().stream()
        .filter(leaf -> leaf.getKey().contains("/" + checkpoint + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Test
  void oneThatIsKilledIsStartedAgain() throws Exception {
    Outcomes killed = killing(1, longer());

    assertThat(killed.records())
        .isNotEmpty()
        .isEqualTo(longer().with("audit.executor", "in-process").run().records());
  }

  @Test
  void oneThatIsKilledTwiceCostsItsCheckpointAlone() throws Exception {
    Outcomes killed =
        killing(2, longer().with("audit.checkpoint", "a=" + Audits.TINY + ",b=" + Audits.TINY));

    assertThat(of("a", killed))
        .isNotEmpty()
        .allSatisfy(
            result -> {
              assertThat(result.getStatus()).isEqualTo(Status.FAILED);
              assertThat(result.getThrowable().orElseThrow())
                  .hasMessageContaining("its worker process was ended by SIGKILL (exit code 137)");
            });
    assertThat(killed.records().keySet()).isNotEmpty().allMatch(leaf -> leaf.contains("/b/"));
  }

  @Test
  void aModelThatIsCutShortWhileItIsMappedCostsItsCheckpointAlone() throws IOException {
    // see ChangedModelsTest for what this process makes of files that change before they are mapped
    Path none = Files.write(folder.resolve("none.onnx"), new byte[0]);

    Outcomes outcomes =
        Audits.in(folder)
            .of(NormAudits.class)
            .with("audit.executor", "process")
            .with("audit.timesteps", "50")
            .with("audit.checkpoint", "none=" + none + ",tiny=" + Audits.TINY)
            .run();

    assertThat(outcomes.records().keySet()).isNotEmpty().allMatch(leaf -> leaf.contains("/tiny/"));
  }

  @Test
  void whatHangsInOneEndsWithIt() throws IOException {
    Path slow = folder.resolve("slow.onnx");
    Files.write(slow, Files.readAllBytes(Audits.TINY));
    Files.write(slow, HostileModels.slowToLoad(2_000), StandardOpenOption.APPEND);

    Outcomes outcomes =
        Audits.in(folder)
            .of(FatalAudits.class)
            .with("audit.executor", "process")
            .with("audit.timeout", "10s")
            .with("audit.timesteps", "50,200")
            .with("audit.checkpoint", "slow=" + slow + ",tiny=" + Audits.TINY)
            .run();

    assertThat(outcomes.records().keySet()).isNotEmpty().allMatch(leaf -> leaf.contains("/tiny/"));
    assertThat(of("slow", outcomes))
        .isNotEmpty()
        .allSatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageContaining("a session of the U-Net was not made within 10 s"));
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  void theirHeapHasALimitOfItsOwn() {
    Outcomes outcomes =
        audits().with("audit.executor", "process").with("audit.worker.heap", "16MB").run();

    assertThat(outcomes.records()).isEmpty();
    assertThat(outcomes.leaves().values())
        .allSatisfy(
            result -> assertThat(result.getThrowable().orElseThrow()).hasMessageContaining("heap"));
  }

  @Test
  void nothingOfThemIsLeft() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    audits().with("audit.executor", "process").run();

    try (var files = Files.newDirectoryStream(temporary, "plumbline-worker-*")) {
      assertThat(files).isEqualTo(List.of());
    }
    assertThat(ProcessHandle.current().children()).isEmpty();
  }
}
