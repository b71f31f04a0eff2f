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
            new KernelProfile.Run(76 + 20 + 28 + 5 + 8, 28 + 5 + 8),
            new KernelProfile.Run(129 + 49 + 164 + 7, 164 + 7));
  }

  @Test
  void theLastRunsAreSummed() throws Exception {
    KernelProfile profile = recorded();

    assertThat(profile.kernelMicros(1)).isEqualTo(349);
    assertThat(profile.addedMicros(1)).isEqualTo(171);
    assertThat(profile.kernelMicros(2)).isEqualTo(349 + 137);
  }

  @Test
  void somethingElseIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("other.json"), "{}");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> KernelProfile.read(file))
        .withMessageContaining("is no profile of ONNX Runtime");
  }
}
