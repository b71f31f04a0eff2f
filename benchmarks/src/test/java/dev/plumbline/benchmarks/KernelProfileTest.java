package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On some events of a profile that ONNX Runtime 1.29 wrote: of two runs, one with an open If. */
class KernelProfileTest {

  private static KernelProfile recorded() throws IOException, URISyntaxException {
    return KernelProfile.read(
        Path.of(KernelProfileTest.class.getResource("/recorded-profile.json").toURI()));
  }

  /** The If of the second run takes 164 µs, and its branch's nodes 93 of them. */
  @Test
  void branchesAreNotCountedTwice() throws Exception {
    assertThat(recorded().runs())
        .containsExactly(
            new KernelProfile.Run(76 + 20 + 28 + 5 + 8, 28 + 5 + 8, 0),
            new KernelProfile.Run(129 + 49 + 164 + 7, 164 + 7, 0));
  }

  @Test
  void theLastRunsAreSummed() throws Exception {
    KernelProfile profile = recorded();

    assertThat(profile.kernelMicros(1)).isEqualTo(349);
    assertThat(profile.addedMicros(1)).isEqualTo(171);
    assertThat(profile.kernelMicros(2)).isEqualTo(349 + 137);
  }

  /** The branch's nodes are within it, and the head of scatter is another one. */
  @Test
  void headsThatSketchAreToldFromTheOthers(@TempDir Path folder) throws Exception {
    String event = "{\"name\":\"%s\",\"ts\":%d,\"dur\":%d}";
    Path file =
        Files.writeString(
            folder.resolve("profile.json"),
            "["
                + String.join(
                    ",",
                    String.format(event, "model_run", 0, 100),
                    String.format(event, "/conv_in/Conv_kernel_time", 1, 40),
                    String.format(event, "audit/conv_in/if_scatter_kernel_time", 50, 10),
                    String.format(event, "audit/conv_in/if_sketch_kernel_time", 70, 20),
                    String.format(event, "audit/conv_in/then/sketch_kernel_time", 75, 10))
                + "]");

    assertThat(KernelProfile.read(file).runs()).containsExactly(new KernelProfile.Run(70, 30, 20));
  }

  @Test
  void somethingElseIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("other.json"), "{}");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> KernelProfile.read(file))
        .withMessageContaining("is no profile of ONNX Runtime");
  }
}
