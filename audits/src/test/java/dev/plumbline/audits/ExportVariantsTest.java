package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The same weights, exported in five ways, must give the same figures. */
@Tag("heavy")
class ExportVariantsTest {

  private static final String REFERENCE = "torchscript";
  private static final List<String> OTHERS =
      List.of("dynamo", "external-data", "timestep-int64-batch", "float16");
  private static final int CONTEXT_WIDTH = 16;

  /** The default ones were set on another checkpoint. Some leaves fail here and some pass. */
  private static final String BOUNDS =
      """
      audit,metric,layer,timestep,at_least,at_most,note
      **,probe.lda.accuracy_8,**,*,,0.3,
      **,similarity.difference.corner,**,*,,0.1,
      **,norm.recurrence,**,*,,0.5,
      """;

  @TempDir static Path folder;
  private static AuditedRun run;

  @BeforeAll
  static void audit() throws IOException, URISyntaxException {
    List<String> checkpoints = new ArrayList<>();
    for (String name : OTHERS) {
      checkpoints.add(name + "=" + variant(name));
    }
    checkpoints.add(REFERENCE + "=" + variant(REFERENCE));
    Path latents = TestInputs.smoothLatents(folder.resolve("latents.npy"), 10, 1);
    Path prompt = TestInputs.prompt(folder.resolve("prompt.npy"), CONTEXT_WIDTH, 2);
    run =
        AuditedRun.of(
            Map.of(
                AuditParameters.CHECKPOINT, String.join(",", checkpoints),
                AuditParameters.LATENTS, latents.toString(),
                AuditParameters.PROMPT, prompt.toString(),
                AuditParameters.BOUNDS,
                    Files.writeString(folder.resolve("bounds.csv"), BOUNDS).toString()));
  }

  private static Path variant(String name) throws URISyntaxException {
    return Path.of(ExportVariantsTest.class.getResource("/variants/" + name).toURI());
  }

  @Test
  void allLayersAreFoundInEach() {
    Set<String> layers = layers(REFERENCE);
    assertThat(layers).hasSize(46);
    OTHERS.forEach(name -> assertThat(layers(name)).as(name).isEqualTo(layers));
    assertThat(run.otherFailures()).isEmpty();
    assertThat(run.verdicts(REFERENCE).values()).contains(Status.FAILED, Status.SUCCESSFUL);
  }

  private static Set<String> layers(String checkpoint) {
    return run.leaves().stream()
        .filter(leaf -> leaf.checkpoint().equals(checkpoint))
        .map(AuditedRun.Leaf::layer)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dynamo", "external-data", "timestep-int64-batch"})
  void theSameWeightsGiveTheSameFigures(String name) {
    assertThat(run.differences(name, run, REFERENCE, 1e-3)).isEmpty();
    assertThat(run.verdicts(name)).isEqualTo(run.verdicts(REFERENCE));
  }

  @Test
  void halfPrecisionGivesNearlyTheSame() {
    Map<AuditedRun.Key, String> differences = run.differences("float16", run, REFERENCE, 1e-2);
    // values in half precision have overflowed already, so there is no headroom to measure
    assertThat(differences.keySet())
        .extracting(AuditedRun.Key::metric)
        .hasSize(layers(REFERENCE).size())
        .containsOnly("health.fp16_headroom");
    assertThat(run.verdicts("float16")).isEqualTo(run.verdicts(REFERENCE));
  }
}
