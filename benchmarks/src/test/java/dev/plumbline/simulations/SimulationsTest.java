package dev.plumbline.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.MetricKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulations have fixed seeds: they say the same every time. */
class SimulationsTest {

  private static final LayerName LAYER = new LayerName("mid_block.resnets.0");

  private static Map<String, RecordedCheckpoint> recorded;
  private static RecordedCheckpoint reference;
  private static SceneDraw once;

  @BeforeAll
  static void read() {
    recorded = Statistics.read();
    reference = recorded.get("reference");
    once = new SceneDraw(reference.scenes());
  }

  @Test
  void allThatIsSimulatedIsRecorded() {
    assertThat(recorded)
        .containsOnlyKeys(
            "reference",
            "reference-other-seed",
            "jittered",
            "halved",
            "torchscript",
            "dynamo",
            "float16");
    assertThat(recorded.values())
        .allSatisfy(
            checkpoint -> {
              assertThat(checkpoint.layers()).hasSize(46);
              assertThat(checkpoint.scenes()).hasSize(15);
            });
  }

  /** {@code recurrence} too, which is made from the places of anomalous tokens. */
  @Test
  void eachSceneOnceGivesWhatWasRecorded() {
    recorded
        .values()
        .forEach(
            checkpoint ->
                checkpoint
                    .measured(new SceneDraw(checkpoint.scenes()))
                    .forEach(
                        (key, metric) ->
                            assertThat(metric.value().orElseThrow())
                                .as(key.toString())
                                .isCloseTo(
                                    checkpoint
                                        .metric(key.layer(), key.metric())
                                        .value()
                                        .orElseThrow(),
                                    within(1e-9))));
  }

  @Test
  void aSceneThatIsDrawnTwiceCountsAsTwo() {
    SceneDraw twice = new SceneDraw(List.of("camera", "camera", "moon"));
    Map<MetricKey, Metric> metrics = reference.measured(twice);

    Metric corners = metric(metrics, RecordedCheckpoint.CORNERS);
    assertThat(corners.contributions().orElseThrow().scenes())
        .containsExactly("0000-camera", "0001-camera", "0002-moon");
    assertThat(reference.names(twice)).hasSize(2 * 4 + 2).doesNotHaveDuplicates();
    assertThat(metric(metrics, RecordedCheckpoint.RECURRENCE).sampleSize()).isEqualTo(10);
  }

  private static Metric metric(Map<MetricKey, Metric> metrics, String name) {
    return metrics.entrySet().stream()
        .filter(one -> one.getKey().layer().equals(LAYER) && one.getKey().metric().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsTheSameIsGreenAndDecided() {
    Map<MetricKey, Metric> metrics = reference.measured(once);

    SimulatedRun run = SimulatedRun.of(metrics, metrics, true, 1);

    assertThat(run.isRed()).isFalse();
    assertThat(run.leaves()).isEqualTo(4 * 46);
    assertThat(run.undecided()).isZero();
  }

  @Test
  void aTooSmallShareOfDecidedLeavesIsRed() {
    SceneDraw two = new SceneDraw(List.of("camera", "moon"));
    SceneDraw others = new SceneDraw(List.of("brick", "coffee"));

    SimulatedRun run =
        SimulatedRun.of(reference.measured(others), reference.measured(two), false, 1);

    assertThat(run.tooFewDecided()).contains("StatisticsAudits.corners");
    assertThat(run.isRed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH_ANYWHERE, 9, norm.max_relative_norm",
    "PATCH_IN_PLACE, 9, norm.max_relative_norm",
    "CORNERS, 0.3, similarity.difference.corner",
    "POSITION, 0.2, probe.lda.accuracy_8"
  })
  void whatIsPlantedIsFoundWhereItIs(Plant.Kind kind, double size, String metric) {
    SimulatedRun run = planted(kind, size);

    assertThat(run.failed()).contains(new SimulatedRun.FailedMetric(metric, LAYER));
    assertThat(run.failed()).allSatisfy(failed -> assertThat(failed.layer()).isEqualTo(LAYER));
  }

  @Test
  void whatIsBetterIsNoHarmUnlessItIsAnotherThing() {
    assertThat(planted(Plant.Kind.LESS_POSITION, 0.1).failed()).isEmpty();
    assertThat(planted(Plant.Kind.LESS_POSITION, 0.3).failed())
        .as("beyond twice the margin it has changed")
        .containsExactly(new SimulatedRun.FailedMetric(RecordedCheckpoint.ACCURACY, LAYER));
  }

  private static SimulatedRun planted(Plant.Kind kind, double size) {
    Plant plant = Plant.of(kind, LAYER, size, reference.names(once), new Random(5));
    return SimulatedRun.of(
        recorded.get("jittered").measured(once, Optional.of(plant)),
        reference.measured(once),
        true,
        1);
  }

  @Test
  void aPatchStrikesOneImageInTwenty() {
    Plant plant =
        Plant.of(Plant.Kind.PATCH_IN_PLACE, LAYER, 5, reference.names(once), new Random(5));

    assertThat(plant.strengths().values().stream().filter(strength -> strength > 0)).hasSize(3);
    Map<MetricKey, Metric> metrics = reference.measured(once, Optional.of(plant));
    assertThat(metric(metrics, RecordedCheckpoint.RECURRENCE).value().orElseThrow())
        .isEqualTo(3 / 62.0);
    assertThat(metric(metrics, RecordedCheckpoint.MAX_RELATIVE_NORM).value()).hasValue(5);
    assertThat(
            metric(metrics, RecordedCheckpoint.PREVALENCE).value().orElseThrow()
                - reference.metric(LAYER, RecordedCheckpoint.PREVALENCE).value().orElseThrow())
        .isCloseTo(3 * 4 / (62 * 16.0), within(1e-12));
  }

  @Test
  void drawsStopWhereTheImagesSuffice() {
    SplittableRandom random = new SplittableRandom(1);
    IntStream.range(0, 50)
        .forEach(
            draw ->
                assertThat(
                        reference.names(
                            SceneDraw.ofImages(
                                reference.scenes(), 90, reference::imagesOf, random)))
                    .hasSizeBetween(90, 95));
  }

  @Test
  void clearChecksAreDecidedSoonAndThoseAtTheLimitAreNotDecidedWrongly() {
    EarlyEnds clear = EarlyEnds.of(reference, RecordedCheckpoint.ACCURACY, 60, 0.2, 60);
    EarlyEnds close = EarlyEnds.of(reference, RecordedCheckpoint.ACCURACY, 60, 1e-6, 60);

    assertThat(clear.wrong().hits()).isZero();
    assertThat(clear.decided().share()).isEqualTo(1);
    assertThat(clear.images() / clear.taken()).isGreaterThan(3);
    assertThat(close.wrong().hits()).isLessThanOrEqualTo(2);
    assertThat(close.taken()).isGreaterThan(0.9 * close.images());
  }

  /** Against plain sums: a mean of scenes weighted by their sizes, and its two standard errors. */
  @Test
  void whatIsDrawnIsWhereItIsSaidToBe() {
    SplittableRandom random = new SplittableRandom(3);
    double sum = 0;
    double squares = 0;
    int draws = 2000;
    for (int draw = 0; draw < draws; draw++) {
      DrawnRun run = DrawnRun.means(1, 12, true, layer -> 3, random);
      DrawnRun.Sides sides = run.layers().get(DrawnRun.name(0));
      double beyond =
          sides.ours().value().orElseThrow() - sides.theirs().value().orElseThrow() - run.margin();
      sum += beyond;
      squares += beyond * beyond;
    }
    double mean = sum / draws;
    double deviation = Math.sqrt(squares / draws - mean * mean);
    // scenes of 1, 2, 3, 5, 8 and 12 images, twice: √(2 · 247) / 62 with a deviation of 1
    assertThat(deviation).isCloseTo(Math.sqrt(494) / 62, within(0.02));
    assertThat(mean / deviation).isCloseTo(3, within(0.15));
  }

  @Test
  void whatIsFarBeyondFails_andWhatIsFarWithinPasses() {
    DrawnRun run =
        DrawnRun.means(10, 15, true, layer -> layer == 7 ? 12 : -12, new SplittableRandom(3));

    assertThat(run.failed(0.01, 1)).containsExactly(DrawnRun.name(7));
    assertThat(run.judged(0.01, 1).values()).filteredOn(DrawnRun::isConfident).hasSize(9);
  }

  @Test
  void theTablesSayHowOftenRunsWereRed() {
    Simulations simulations = new Simulations(recorded, 2, 1);

    String page =
        SimulationReport.markdown(
            simulations.errorRates(), simulations.falseAlarms(), List.of(), List.of(), List.of());

    assertThat(page)
        .contains("| a block of five 2 standard errors beyond: found | 8, paired | 2 |")
        .contains("| float16 graph | 15, paired | 2 | 0 | 0 | 0 |")
        .contains("| same checkpoint, other scenes and seed | 8, unpaired | 2 |");
  }
}
