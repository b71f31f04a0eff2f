package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Whether the audits find what is there, where it is, and nothing else. */
class PlantedPhenomenaTest {

  private static final int IMAGES = 40;

  /**
   * Chance is 1/8, about which a classifier of 8 test images scatters by less than 0.02. The
   * largest of 40,000 norms is three times their mean where 4 channels are alike, and more where
   * they are not: that is so in every layer, since all content comes from the 4 channels of the
   * latents.
   */
  private static final String BOUNDS =
      """
      audit,metric,layer,timestep,at_least,at_most,note
      **,finite.non_finite,**,*,,0,
      **,probe.lda.accuracy_8,**,*,,0.155,chance with a margin
      **,similarity.difference.corner,**,*,,0.1,
      **,norm.prevalence_robust_z8,**,*,,0.001,
      **,norm.max_relative_norm,**,*,,5,
      **,norm.recurrence,**,*,,0.2,
      """;

  @TempDir static Path folder;
  private static Map<String, String> inputs;
  private static AuditedRun clean;

  @BeforeAll
  static void auditCleanTwin() throws IOException {
    Path bounds = Files.writeString(folder.resolve("bounds.csv"), BOUNDS);
    Path latents = TestInputs.smoothLatents(folder.resolve("latents.npy"), IMAGES, 1);
    Path prompt = TestInputs.prompt(folder.resolve("prompt.npy"), TestUnet.CONTEXT_WIDTH, 2);
    inputs =
        Map.of(
            AuditParameters.BOUNDS, bounds.toString(),
            AuditParameters.LATENTS, latents.toString(),
            AuditParameters.PROMPT, prompt.toString(),
            AuditParameters.SPLIT, "tail",
            AuditParameters.BATCH, "8");
    clean = audit(TestUnet.clean(folder.resolve("clean.onnx")));
  }

  private static AuditedRun audit(Path unet) {
    Map<String, String> parameters = new HashMap<>(inputs);
    parameters.put(AuditParameters.CHECKPOINT, unet.toString());
    return AuditedRun.of(parameters);
  }

  @Test
  void everythingPassesOnTheCleanTwin() {
    assertThat(clean.leaves())
        .hasSize(TestUnet.LAYERS.size() * AuditedRun.AUDITS.size())
        .allSatisfy(leaf -> assertThat(leaf.status()).isEqualTo(Status.SUCCESSFUL));
    assertThat(clean.otherFailures()).isEmpty();
  }

  /** What a plant must fail, and by which metrics. */
  private static Map<String, List<String>> expected(Plant plant) {
    return switch (plant) {
      case HIGH_NORM_PATCH ->
          Map.of(
              "HighNormAudits",
              List.of("norm.prevalence_robust_z8", "norm.max_relative_norm", "norm.recurrence"));
      case POSITIONAL_PATTERN ->
          Map.of("PositionalEmbeddingAudits", List.of("probe.lda.accuracy_8"));
      case ALIKE_CORNERS ->
          Map.of("CornerSimilarityAudits", List.of("similarity.difference.corner"));
      case NAN -> Map.of("FiniteActivationAudits", List.of("finite.non_finite"));
    };
  }

  static Stream<Arguments> plants() {
    return TestUnet.LAYERS.stream()
        .flatMap(layer -> Stream.of(Plant.values()).map(plant -> Arguments.of(plant, layer)));
  }

  @ParameterizedTest
  @MethodSource("plants")
  void onlyTheRightAuditFailsAndOnlyAtThePlantedLayer(Plant plant, String layer) {
    AuditedRun run = audit(TestUnet.planted(folder.resolve("planted.onnx"), layer, plant));

    String audit = expected(plant).keySet().iterator().next();
    List<String> metrics = expected(plant).get(audit);
    List<AuditedRun.Leaf> failed = new ArrayList<>(run.leaves(Status.FAILED));
    if (plant == Plant.NAN) { // no value of the layer can be used, so it is not healthy either
      assertThat(failed)
          .filteredOn(leaf -> leaf.audit().equals("LayerHealthAudits"))
          .singleElement()
          .satisfies(leaf -> assertThat(leaf.message()).contains("health.dead_channels is 1"));
      failed.removeIf(leaf -> leaf.audit().equals("LayerHealthAudits"));
    }
    assertThat(failed)
        .singleElement()
        .satisfies(
            leaf -> {
              assertThat(leaf.audit()).isEqualTo(audit);
              assertThat(leaf.layer()).isEqualTo(layer);
              assertThat(leaf.message().lines().filter(line -> line.contains("expected at most")))
                  .hasSameSizeAs(metrics);
              metrics.forEach(
                  metric -> assertThat(leaf.message()).contains(sentence(run, layer, metric)));
            });
    assertThat(run.leaves(Status.ABORTED))
        .hasSize(plant == Plant.NAN ? 3 : 0)
        .allSatisfy(
            leaf -> {
              assertThat(leaf.layer()).isEqualTo(layer);
              assertThat(leaf.message()).contains("is not applicable: no ", "finite");
            });
    if (plant == Plant.NAN) {
      assertThat(run.metric(layer, "finite.non_finite").value())
          .hasValue(IMAGES * TestUnet.channels(layer));
    }
    assertThat(run.leaves()).hasSameSizeAs(clean.leaves());
    assertThat(run.environment("layers of planted"))
        .isEqualTo("8, located by 8 by last-in-scope and weight anchor in agreement");
    assertThat(run.otherFailures()).isEmpty();
    assertThat(run.differences("planted", clean, "clean", 1e-5).keySet())
        .allSatisfy(key -> assertThat(key.layer()).isEqualTo(layer));
  }

  /** What a message must say: checkpoint, layer, timestep, metric, value, sample size, bound. */
  private static String sentence(AuditedRun run, String layer, String name) {
    MetricRecord metric = run.metric(layer, name);
    double bound = metric.atMost().orElseThrow();
    double value = metric.value().orElseThrow();
    assertThat(value).isGreaterThan(bound);
    return String.format(
        Locale.ROOT,
        "planted, %s, t=50: %s is %s (n=%d)%s, expected at most %s",
        new LayerName(layer),
        name,
        number(value),
        metric.n(),
        interval(metric),
        number(bound));
  }

  /** Each latent is a scene of its own. */
  private static String interval(MetricRecord metric) {
    return metric.ciLow().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", 95 %% %s to %s over %d scenes%s",
            number(metric.ciLow().getAsDouble()),
            number(metric.ciHigh().orElseThrow()),
            metric.scenes().orElseThrow(),
            metric.scenes().orElseThrow() < 10 ? " (few: rough)" : "");
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }
}
