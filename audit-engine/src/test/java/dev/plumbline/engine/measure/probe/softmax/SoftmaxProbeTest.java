package dev.plumbline.engine.measure.probe.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.PassThrough;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paper's probe, on the planted representations. */
class SoftmaxProbeTest {

  /** Two test tokens: the same numbers are drawn as in PyTorch, but sums are rounded otherwise. */
  private static final double TOLERANCE = 2.0 / (8 * 16 * 16) + 1e-9;

  private static final long SEED = 42;
  private static final LayerName LAYER = PassThrough.LAYER;
  private static final List<String> LINES = new ArrayList<>();

  @TempDir private static Path folder;
  private static CheckpointSpec checkpoint;
  private static PositionProbe probe;

  @BeforeAll
  static void measure() throws IOException {
    checkpoint = PassThrough.pipeline(folder);
    probe = probe(SEED, 1, 2, 1);
  }

  private static PositionProbe probe(long seed, int batch, int threads, int folds) {
    CheckpointPlan plan = CheckpointPlan.empty(checkpoint);
    plan.add(0, LAYER, Set.of(PositionProbe.class));
    Path planted = Vectors.resource("vectors/planted-representations.npy");
    Inputs vectors =
        Vectors.inputs(planted, planted, Vectors.resource("vectors/prompt-embeddings.npy"));
    Inputs inputs = vectors.withSeed(seed).withFolds(folds);
    Measurer measurer =
        Vectors.measurer(
            inputs,
            Vectors.builtIn(),
            new RunOptions(
                List.of(Device.CPU),
                threads,
                OptionalInt.of(batch),
                OptionalLong.empty(),
                new ProbeOptions(ProbeOptions.Kind.SOFTMAX, folder),
                Optional.of(batch > 1),
                Optional.empty()),
            new Listening());
    return (PositionProbe) measurer.measure(plan).measurement(0, LAYER, PositionProbe.class);
  }

  private static double value(Metric metric) {
    return metric.value().orElseThrow();
  }

  @Test
  void accuraciesAgree() throws IOException {
    JsonNode expected =
        new ObjectMapper()
            .readTree(Vectors.resource("vectors/planted-expected.json").toFile())
            .get("softmax");
    assertThat(expected).hasSize(4);
    for (int grid : new int[] {8, 16, 32, 64}) {
      assertThat(value(probe.accuracy(grid)))
          .as("accuracy_" + grid)
          .isCloseTo(expected.get("accuracy_" + grid).doubleValue(), within(TOLERANCE));
    }
    assertThat((value(probe.rowAccuracy()) + value(probe.columnAccuracy())) / 2)
        .isCloseTo(value(probe.accuracy(16)), within(1e-12));
  }

  @Test
  void metricsBearTheNameOfTheProbe() {
    assertThat(probe.kind()).isEqualTo("softmax");
    assertThat(probe.metrics())
        .extracting(Metric::name)
        .containsExactly(
            "probe.softmax.accuracy_8",
            "probe.softmax.accuracy_16",
            "probe.softmax.accuracy_32",
            "probe.softmax.accuracy_64",
            "probe.softmax.row_accuracy",
            "probe.softmax.column_accuracy");
    assertThat(probe.metrics()).extracting(Metric::sampleSize).containsOnly(8L * 16 * 16);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 1", "8, 2"})
  void batchesThreadsAndRepetitionDoNotShow(int batch, int threads) {
    assertThat(probe(SEED, batch, threads, 1).metrics()).isEqualTo(probe.metrics());
  }

  @Test
  void theSeedShows() {
    assertThat(probe(SEED + 1, 1, 2, 1).metrics()).isNotEqualTo(probe.metrics());
  }

  @Test
  void foldsAreTrainedOnTheOthers() {
    LINES.clear();
    PositionProbe folded = probe(SEED, 1, 2, 5);

    assertThat(folded.metrics()).extracting(Metric::sampleSize).containsOnly(40L * 16 * 16);
    for (int i = 0; i < probe.metrics().size(); i++) { // whose test images are the last fold
      assertThat(rightTokens(folded.metrics().get(i)))
          .hasSize(40)
          .containsAllEntriesOf(rightTokens(probe.metrics().get(i)));
    }
    assertThat(LINES).filteredOn(line -> line.contains("1 layers, 80 steps in")).hasSize(5);
  }

  private static Map<String, Double> rightTokens(Metric metric) {
    Contributions contributions = metric.contributions().orElseThrow();
    Map<String, Double> right = new HashMap<>();
    for (int i = 0; i < contributions.size(); i++) {
      right.put(contributions.images().get(i).name(), contributions.numerators()[i]);
    }
    return right;
  }

  @Test
  void whoWatchesHearsOfTheTraining() {
    LINES.clear();
    probe(SEED, 8, 2, 1);

    assertThat(LINES)
        .anyMatch(
            line ->
                line.matches(
                    "training the softmax probes of planted at t=0: 1 layers, 80 steps in .* s"));
  }

  private static final class Listening implements RunListener {
    @Override
    public void line(String text) {
      LINES.add(text);
    }

    @Override
    public void warning(String about, String text) {}

    @Override
    public void environment(String name, String value) {}
  }
}
