package dev.plumbline.engine.measure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.UserError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What ONNX Runtime's build with CUDA says on a machine that cannot have it; only with -Pcuda. */
@EnabledIf(value = "cudaIsBuilt", disabledReason = "needs ONNX Runtime's build with CUDA: -Pcuda")
class CudaBuildTest {

  private final Heard heard = new Heard();

  static boolean cudaIsBuilt() {
    return Cuda.isBuilt();
  }

  private Devices devices(Device device) {
    return new Devices(SomeOptions.on(device, 1), heard, Optional.empty());
  }

  private static void assumeNoCuda() {
    assumeThat(Gpus.list()).as("this machine has GPUs: GpuTest measures on them").isEmpty();
  }

  private static void assertThatTheCpuWorks(Sessions cpu) throws OrtException {
    try (OrtSession session =
        cpu.open(Vectors.referenceCheckpoint().path().resolve("unet/model.onnx"))) {
      assertThat(session.getInputNames()).contains("sample");
    }
  }

  @Test
  void cudaThatCannotBeHadIsAnErrorThatNamesTheLibraryAndTheCpuWorksAfterIt() throws OrtException {
    assumeNoCuda();
    Devices cuda = devices(new Device(Device.Kind.CUDA, 1));

    assertThatThrownBy(cuda::sessions)
        .isInstanceOf(UserError.class)
        .hasMessageMatching(
            "audit.device=cuda:1 cannot be had \\((lib[a-zA-Z]+\\.so\\.\\d+): cannot open shared"
                + " object file: No such file or directory\\): install CUDA 12 and cuDNN 9, which"
                + " ONNX Runtime [\\d.]+ needs, so that \\1 is found \\(LD_LIBRARY_PATH names its"
                + " folder\\). The CPU can: -Daudit.device=cpu.");
    assertThatTheCpuWorks(devices(Device.CPU).first());
  }

  @Test
  void autoSaysOnceThatItIsTheCpuAndWhy() throws OrtException {
    assumeNoCuda();
    Devices auto = devices(Device.AUTO);

    List<Sessions> sessions = auto.sessions();
    assertThat(auto.sessions()).isSameAs(sessions);

    assertThat(heard.warnings)
        .singleElement()
        .asString()
        .matches(
            "audit.device: the CPU is used, since CUDA cannot be had \\(lib.*: cannot open shared"
                + " object file.*\\). To use a GPU: install CUDA 12 and cuDNN 9.* To say that the"
                + " CPU is meant: -Daudit.device=cpu.");
    assertThat(heard.environment)
        .containsEntry("device", "cpu")
        .hasEntrySatisfying("onnxruntime", version -> assertThat(version).endsWith(" with CUDA"));
    assertThatTheCpuWorks(sessions.get(0));
  }
}
