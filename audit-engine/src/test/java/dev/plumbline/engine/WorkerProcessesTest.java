package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.fixtures.Fatal;
import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.fixtures.MeasurementAudits;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.unets.HostileModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What is measured in worker processes is what is measured here, whatever becomes of those. */
@Tag("heavy")
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

  private static List<TestExecutionResult> of(String checkpoint, Outcomes outcomes) {
    return outcomes.leaves().entrySet().stream()
        .filter(leaf -> leaf.getKey().contains("/" + checkpoint + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Measures two checkpoints, while workers do what they are told to. */
  private Outcomes withOrders(String... orders) throws IOException {
    return measuring("one=" + Audits.TINY + ",two=" + Audits.TINY, "50,200", orders);
  }

  /** Measures checkpoints, while workers do what they are told to. */
  private Outcomes measuring(String checkpoints, String timesteps, String... orders)
      throws IOException {
    Files.write(Fatal.IN_WORKERS, List.of(orders));
    try {
      return Audits.in(folder)
          .of(FatalAudits.class)
          .with("audit.executor", "process")
          .with("audit.timesteps", timesteps)
          .with("audit.checkpoint", checkpoints)
          .run();
    } finally {
      Files.delete(Fatal.IN_WORKERS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-KILL", "exit"})
  void oneThatDiesIsStartedAgain(String order) throws IOException {
    Outcomes outcomes = withOrders(order);

    assertThat(outcomes.records().keySet()).hasSize(4);
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
  }

  @ParameterizedTest
  @CsvSource({
    "-KILL, was ended by SIGKILL \\(exit code 137\\): by the system if memory ran out.*",
    "-SEGV, was ended by SIGSEGV in .+ \\(exit code \\d+\\): a crash in native code.*",
    "-BUS, was ended by SIGBUS in .+ \\(exit code \\d+\\): a file was cut short while it was read.*",
    "exit, ended with exit code 3.*"
  })
  void oneThatDiesAgainCostsItsCheckpointAlone(String order, String how) throws IOException {
    Outcomes outcomes = withOrders(order, order);

    assertThat(of("one", outcomes))
        .hasSize(2)
        .allSatisfy(
            result -> {
              assertThat(result.getStatus()).isEqualTo(Status.FAILED);
              assertThat(result.getThrowable().orElseThrow())
                  .isInstanceOf(UserError.class)
                  .hasMessageMatching(
                      "one at t=50: measuring it at t=50, its worker process "
                          + how
                          + "; it had been started again after the first one "
                          + how);
            });
    assertThat(of("two", outcomes))
        .hasSize(2)
        .allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
  }

  @Test
  void memoryThatDoesNotDoIsNotTriedAgain() throws IOException {
    Outcomes outcomes = withOrders("memory");

    assertThat(of("one", outcomes))
        .anySatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(
                        "more memory than a worker process may take (Java heap space). Give it"
                            + " more, -Daudit.worker.heap=…"));
    assertThat(of("two", outcomes)).allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
  }

  @Test
  void aModelThatIsAnotherWhenItIsOpenedAgainIsRefused() throws IOException {
    Path model = Files.copy(Audits.TINY, folder.resolve("swapped.onnx"));
    byte[] bytes = Files.readAllBytes(Audits.TINY);
    Path other = Files.write(folder.resolve("other.onnx"), bytes);
    Files.write(other, new byte[] {(byte) 0xA2, 6, 0}, StandardOpenOption.APPEND);
    Outcomes outcomes =
        measuring(
            "swapped=" + model + ",tiny=" + Audits.TINY,
            "50",
            "swap",
            model.toString(),
            other.toString());

    assertThat(of("tiny", outcomes)).allMatch(done -> done.getStatus() == Status.SUCCESSFUL);
    assertThat(of("swapped", outcomes))
        .isNotEmpty()
        .allSatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(model + ", or what it is run on, was changed while it"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cpu*2"})
  void otherInputsAreWarnedOfWhicheverMeasures(String device) throws IOException {
    Path other = Pipelines.copy(folder.resolve("other"));
    Pipelines.setLinearSchedule(other);

    Outcomes outcomes =
        Audits.in(folder)
            .of(FatalAudits.class)
            .without("audit.latents")
            .without("audit.prompt")
            .with("audit.images", Pipelines.IMAGES)
            .with("audit.samples", 2)
            .with("audit.checkpoint", "base=" + Pipelines.REFERENCE + ",other=" + other)
            .with("audit.device", device)
            .with("audit.executor", "process")
            .run();

    assertThat(outcomes.notes())
        .filteredOn(note -> note.text().startsWith("It is run on other inputs than "))
        .singleElement()
        .satisfies(
            note ->
                assertThat(note.text())
                    .contains(": noise schedule. ", "-Daudit.inputs.from=", "on the same inputs"));
  }

  /** What ONNX Runtime has mapped is then gone, and whoever reads it is ended by SIGBUS. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aModelThatIsCutShortWhileItIsMappedCostsItsCheckpointAlone() throws IOException {
    Path model = Files.copy(Audits.TINY, folder.resolve("cut.onnx"));
    Outcomes outcomes =
        measuring("cut=" + model + ",tiny=" + Audits.TINY, "50", "cut short", model.toString());

    assertThat(of("tiny", outcomes))
        .isNotEmpty()
        .allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
    List<TestExecutionResult> cut = new ArrayList<>(of("cut", outcomes));
    outcomes.containers().entrySet().stream()
        .filter(container -> container.getKey().endsWith("/cut"))
        .forEach(container -> cut.add(container.getValue()));
    assertThat(cut)
        .anySatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(model.toString()));
    assertThat(outcomes.engineFailure()).isEmpty();
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
  void theirHeapIsWhatTheUserSays() {
    Outcomes outcomes =
        audits().with("audit.executor", "process").with("audit.worker.heap", "1MB").run();

    assertThat(outcomes.records()).isEmpty();
    assertThat(outcomes.containers().values())
        .anySatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("opening it, its worker process ended with exit code 1")
                    .hasMessageContaining("Too small maximum heap"));
  }

  /** A run with a temporary folder of its own, where nobody else's workers are. */
  static final class Run {

    private Run() {}

    public static void main(String[] arguments) {
      Audits.in(Path.of(arguments[0]))
          .of(EveryMeasurementAudits.class)
          .with("audit.executor", "process")
          .run();
      if (ProcessHandle.current().children().findAny().isPresent()) {
        System.exit(1);
      }
    }
  }

  @Test
  void nothingOfThemIsLeft() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));

    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                folder.toString())
            .inheritIO()
            .start();

    assertThat(run.waitFor()).isZero();
    assertThat(folder.resolve("target/plumbline/baseline")).isNotEmptyDirectory();
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("plumbline-"));
    }
  }
}
