package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.plumbline.engine.measure.process.WorkerLaunchers;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.WorkOptions.Executor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine finds the launcher, and what keeps it from starting containers is said. */
class ContainerLauncherTest {

  @TempDir Path folder;

  @Test
  void theEngineFindsIt() {
    assertThat(WorkerLaunchers.of(Executor.CONTAINER)).isInstanceOf(ContainerLauncher.class);
    assertThat(WorkerLaunchers.of(Executor.PROCESS)).isNotInstanceOf(ContainerLauncher.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "could not select device driver \"nvidia\" with capabilities: [[gpu]] |"
            + " cuda:1: Docker has no driver for GPUs: install the NVIDIA Container Toolkit",
        "OCI runtime create failed: nvidia-container-cli: device error: 1: unknown device: unknown |"
            + " cuda:1: there is no such GPU; nvidia-smi -L lists those that there are.",
        "OCI: nvidia-container-cli: initialization error: driver not loaded |"
            + " cuda:1 cannot be had in a container (nvidia-container-cli: initialization error:",
        "no space left on device. |"
            + " Docker starts no container of an-image (no space left on device): mend that, or"
      })
  void whatTheDaemonSaysIsSaidInOneSentence(String said, String expected) {
    assertThat(
            ContainerLauncher.refused(
                new IllegalStateException(said), "an-image", new Device(Device.Kind.CUDA, 1)))
        .startsWith(expected)
        .doesNotContain("\n")
        .endsWith(".");
  }

  /** Runs where nothing of a Docker is to be found. */
  static final class Undocked {

    private Undocked() {}

    public static void main(String[] arguments) {
      MeasuredRun run =
          MeasuredRun.of(Path.of(arguments[0]), Map.of("audit.executor", "container"));
      run.messages().forEach(System.out::println);
      System.out.println("leaves: " + run.statuses().size());
    }
  }

  @Test
  void withoutDockerARunIsRefusedInOneSentence() throws Exception {
    assumeFalse(Files.exists(Path.of("/var/run/docker.sock")), "there is a Docker of the system");
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Undocked.class.getName(),
                folder.toString())
            .redirectOutput(out.toFile());
    builder.environment().put("DOCKER_HOST", "unix://" + folder.resolve("none.sock"));
    builder.environment().remove("XDG_RUNTIME_DIR");
    assertThat(builder.start().waitFor()).isZero();

    assertThat(Files.readString(out, StandardCharsets.UTF_8))
        .contains("Nothing was measured: audit.executor=container needs Docker, and none answers (")
        .contains("start its daemon, see that you may use its socket, or name that in DOCKER_HOST,")
        .contains("leaves: 0");
  }

  @Test
  void theDefaultImageIsOfThisJavaAndTheDevice() {
    assertThat(WorkerImage.of(Optional.empty(), Device.CPU).name())
        .isEqualTo("plumbline/worker:1-java" + Runtime.version().feature() + "-cpu");
    WorkerImage cuda = WorkerImage.of(Optional.empty(), new Device(Device.Kind.CUDA, 0));
    assertThat(cuda.name()).endsWith("-cuda");
    assertThat(cuda.dockerfile().orElseThrow()).contains("cudnn-runtime", "jre-headless");
    assertThat(WorkerImage.of(Optional.of("mine:3"), Device.CPU))
        .isEqualTo(new WorkerImage("mine:3", Optional.empty()));
  }

  /** What the script builds is what is looked for. */
  @Test
  void theScriptBuildsTheDefaultImage() throws Exception {
    String script = Files.readString(Path.of("../tools/images/worker"));

    assertThat(script)
        .contains(
            WorkerImage.of(Optional.empty(), Device.CPU)
                .name()
                .replace("java" + Runtime.version().feature(), "java$release"));
  }
}
