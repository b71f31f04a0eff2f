package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * The documented flow on damaged copies of the bundled checkpoint: a baseline is recorded of the
 * sound one, and with nothing else said, copies are held against it. These were green once.
 */
@Tag("heavy")
class DamagedCheckpointsTest {

  @TempDir static Path folder;

  @BeforeAll
  static void record() {
    AuditedRun recording = run("sound", bundled(), Map.of(AuditParameters.BASELINE_MODE, "record"));

    assertThat(recording.otherFailures()).isEmpty();
  }

  private static Path bundled() {
    try {
      return new BundledReference().checkpoint();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static AuditedRun run(String name, Path checkpoint, Map<String, String> more) {
    Map<String, String> parameters = new HashMap<>(more);
    parameters.put(AuditParameters.CHECKPOINT, name + "=" + checkpoint);
    parameters.put(AuditParameters.SAMPLES, "15"); // one image of each scene
    parameters.put(AuditParameters.BASELINE, folder.resolve("sound.csv").toString());
    parameters.put(AuditParameters.REPORT_DIR, folder.resolve("report-" + name).toString());
    return AuditedRun.of(parameters);
  }

  private static AuditedRun damaged(
      String name, Predicate<String> modules, DoubleUnaryOperator damage) throws IOException {
    Path copy = folder.resolve(name);
    assertThat(DamagedUnet.copy(copy, modules, damage)).isPositive();
    return run(name, copy, Map.of());
  }

  private static Predicate<String> weight(String name) {
    return tensor -> tensor.equals(name + ".weight");
  }

  /** Tells what failed, a class of audits and a layer each. */
  private static List<String> failed(AuditedRun run) {
    return run.leaves(Status.FAILED).stream()
        .map(leaf -> leaf.audit() + " " + leaf.layer())
        .toList();
  }

  private static void assertBeginsAt(AuditedRun run, String layer) {
    assertThat(run.results())
        .filteredOn(result -> result.startsWith("fidelity of "))
        .hasSize(1)
        .allMatch(
            result -> result.contains("moved from the baseline sound.csv, first at " + layer));
  }

  @Test
  void theSoundCheckpointIsIdentical() {
    AuditedRun same = run("same", bundled(), Map.of());

    assertThat(failed(same)).isEmpty();
    assertThat(same.results())
        .contains(
            "fidelity of same: identical to the baseline sound.csv: the sketches of all 46 layers"
                + " are the same");
  }

  @Test
  void aBlockOfZerosIsRed() throws IOException {
    AuditedRun zeros = damaged("up1", name -> name.contains("up_blocks.1"), weight -> 0);

    assertThat(failed(zeros))
        .contains(
            "LayerHealthAudits up_blocks.1.resnets.0",
            "FidelityAudits up_blocks.1.resnets.0",
            "FidelityAudits conv_out");
    assertBeginsAt(zeros, "up_blocks[1].resnets[0]");
  }

  /** The noise hardly moves; its representations are gone. */
  @Test
  void aMiddleOfZerosIsRed() throws IOException {
    AuditedRun zeros = damaged("mid", name -> name.contains("mid_block"), weight -> 0);

    assertThat(failed(zeros))
        .contains(
            "LayerHealthAudits mid_block.resnets.0",
            "LayerHealthAudits mid_block.attentions.0",
            "FidelityAudits mid_block.resnets.1",
            "HighNormAudits mid_block.resnets.1");
    assertBeginsAt(zeros, "mid_block.resnets[0]");
  }

  @Test
  void aConvolutionTimesFourIsRed() throws IOException {
    AuditedRun scaled =
        damaged("times-four", weight("mid_block.resnets.0.conv2"), weight -> 4 * weight);

    assertThat(failed(scaled))
        .contains("FidelityAudits mid_block.resnets.0", "HighNormAudits mid_block.resnets.0");
    assertThat(scaled.leaves(Status.FAILED))
        .anyMatch(
            leaf ->
                leaf.message().contains("changed: times-four, mid_block.resnets[0], t=50: norm."));
    assertBeginsAt(scaled, "mid_block.resnets[0]");
  }

  @Test
  void aNegatedConvolutionIsRed() throws IOException {
    AuditedRun negated =
        damaged("negated", weight("up_blocks.2.resnets.0.conv1"), weight -> -weight);

    assertThat(failed(negated))
        .contains("FidelityAudits up_blocks.2.resnets.0", "FidelityAudits conv_out");
    assertBeginsAt(negated, "up_blocks[2].resnets[0]");
  }

  /** No layer shows it: they all come before. */
  @Test
  void anOutputThatIsNegatedOnItsWayOutIsRed() throws IOException {
    Path copy = folder.resolve("negating");
    DamagedUnet.negatingItsOutput(copy);

    AuditedRun negating = run("negating", copy, Map.of());

    assertThat(failed(negating)).containsExactly("FidelityAudits conv_out");
    assertBeginsAt(negating, "conv_out");
  }

  /** Not every difference is a damage. */
  @Test
  void rewrittenDigitsAreGreen() throws IOException {
    Random random = new Random(7);
    AuditedRun jittered =
        damaged("jittered", name -> true, weight -> weight * (1 + 1e-4 * random.nextGaussian()));

    assertThat(failed(jittered)).isEmpty();
    assertThat(jittered.otherFailures()).isEmpty();
    assertThat(jittered.results())
        .anyMatch(
            result ->
                result.startsWith(
                    "fidelity of jittered: the same as the baseline sound.csv but for rounding"));
  }
}
