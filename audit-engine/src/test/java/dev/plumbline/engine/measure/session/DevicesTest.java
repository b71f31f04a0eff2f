package dev.plumbline.engine.measure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of devices without a GPU, with ONNX Runtime's build for the CPU. */
class DevicesTest {

  private final Heard heard = new Heard();

  static boolean cudaIsBuilt() {
    return Cuda.isBuilt();
  }

  private Devices devices(Device... devices) {
    return new Devices(
        new RunOptions(
            List.of(devices),
            1,
            OptionalInt.empty(),
            OptionalLong.empty(),
            ProbeOptions.LDA,
            Optional.empty(),
            Optional.empty()),
        heard,
        Optional.empty());
  }

  @Test
  @DisabledIf(value = "cudaIsBuilt", disabledReason = "CudaBuildTest says what that build says")
  void cudaWithoutTheBuildThatHasItIsAnErrorWithTheRemedy() {
    Devices cuda = devices(new Device(Device.Kind.CUDA, 0));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(cuda::sessions)
          .isInstanceOf(UserError.class)
          .hasMessage(
              "audit.device=cuda:0 cannot be had (Failed to find CUDA shared provider)"
                  + ": this ONNX Runtime is the build for the CPU; run"
                  + " Maven with -Pcuda for the one with CUDA. The CPU can: -Daudit.device=cpu.");
    }
    assertThat(heard.environment).isEmpty();
  }

  @Test
  @DisabledIf(value = "cudaIsBuilt", disabledReason = "CudaBuildTest says what that build says")
  void autoIsTheCpuWithoutAWordWhereCudaWasNotBuiltFor() {
    assertThat(devices(Device.AUTO).first().device()).isEqualTo(Device.CPU);
    assertThat(heard.warnings).isEmpty();
    assertThat(heard.environment)
        .containsEntry("device", "cpu")
        .containsEntry("threads", "1")
        .containsKeys("onnxruntime", "processor");
  }

  @Test
  void aGpuThatTheMachineDoesNotHaveIsNamedWithThoseThatItHas() {
    Device seventh = new Device(Device.Kind.CUDA, 7);
    Gpus two = Gpus.parse("550.54.15, NVIDIA L4\n550.54.15, NVIDIA L4\n").orElseThrow();
    Gpus one = Gpus.parse("550.54.15, NVIDIA A10G").orElseThrow();

    assertThatThrownBy(() -> Devices.refuseMissing(seventh, two))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "audit.device=cuda:7: there is no such GPU. This machine has cuda:0 to cuda:1 (2 ×"
                + " NVIDIA L4, driver 550.54.15).");
    assertThatThrownBy(() -> Devices.refuseMissing(seventh, one))
        .hasMessageContaining("has cuda:0 only (NVIDIA A10G, driver 550.54.15)");
    Devices.refuseMissing(new Device(Device.Kind.CUDA, 1), two);
  }

  @Test
  void whatTheDriverSaysInsteadOfGpusIsNoGpu() {
    assertThat(Gpus.parse("No devices were found\n")).isEmpty();
    assertThat(Gpus.parse("")).isEmpty();
  }

  @Test
  void sessionsOnTheCpuShareItsMemory() {
    Devices shared =
        new Devices(
            new RunOptions(
                List.of(Device.CPU, new Device(Device.Kind.CPU, 1)),
                1,
                OptionalInt.empty(),
                OptionalLong.of(1_000),
                ProbeOptions.LDA,
                Optional.empty(),
                Optional.empty()),
            heard,
            Optional.empty());

    assertThat(shared.sessions())
        .hasSize(2)
        .allSatisfy(sessions -> assertThat(sessions.memory()).hasValue(500))
        .allSatisfy(sessions -> assertThat(sessions.sharing()).isEqualTo(2));
  }

  @Test
  void theProcessorIsWhatLinuxCallsIt(@TempDir Path folder) throws Exception {
    Path cpuinfo = folder.resolve("cpuinfo");
    Files.writeString(cpuinfo, "processor\t: 0\nmodel name\t: AMD EPYC 9R14\nflags\t\t: fpu\n");

    assertThat(Processor.describe(cpuinfo)).isEqualTo("AMD EPYC 9R14");
    assertThat(Processor.describe(folder.resolve("none"))).isEqualTo(System.getProperty("os.arch"));
  }
}
