package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.Grid;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenGroupSimilarity.Window;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.norms.NormMaps;
import dev.plumbline.engine.measure.probe.LinearDiscriminant;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.sums.TokenMoments;
import dev.plumbline.engine.measure.windows.GroupMasks;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planted representations, which pass through a U-Net at a timestep without noise. */
class PlantedParityTest {

  private static final double TOLERANCE = 1e-4;
  private static final LayerName LAYER = PassThrough.LAYER;

  /** What the test sees of each image through the measurement SPI. */
  private record Seen(List<ImageRecord> images) implements Measurement {
    @Override
    public List<Metric> metrics() {
      return List.of();
    }
  }

  private record ImageRecord(
      int row, double[] norms, double[] cosines, double[] centred, double[] withFirst) {}

  @TempDir private static Path folder;
  private static JsonNode expected;
  private static CheckpointResults results;

  @BeforeAll
  static void measure() throws IOException {
    expected =
        new ObjectMapper().readTree(Vectors.resource("vectors/planted-expected.json").toFile());
    Path planted = Vectors.resource("vectors/planted-representations.npy");
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
        new HashMap<>(Vectors.builtIn());
    providers.put(Seen.class, new SeeingProvider());
    CheckpointPlan plan = CheckpointPlan.empty(PassThrough.pipeline(folder));
    plan.add(
        0,
        LAYER,
        Set.of(TokenNorms.class, PositionProbe.class, TokenGroupSimilarity.class, Seen.class));
    results =
        Vectors.measurer(
                Vectors.inputs(planted, planted, Vectors.resource("vectors/prompt-embeddings.npy")),
                providers)
            .measure(plan);
  }

  @Test
  void normMetricsAgree() {
    Map<String, Metric> metrics = new HashMap<>();
    results
        .measurement(0, LAYER, TokenNorms.class)
        .metrics()
        .forEach(metric -> metrics.put(metric.name().substring("norm.".length()), metric));
    JsonNode norms = expected.get("norm");
    assertThat(metrics.keySet()).hasSize(norms.size());
    norms
        .properties()
        .forEach(
            figure ->
                assertThat(metrics.get(figure.getKey()).value().getAsDouble())
                    .as(figure.getKey())
                    .isCloseTo(figure.getValue().doubleValue(), within(TOLERANCE)));
  }

  @Test
  void normsOfTheFirstImageAgree() {
    double[] norms = seen().get(0).norms().clone();
    double mean = Arrays.stream(norms).average().orElseThrow();
    double variance =
        Arrays.stream(norms).map(r -> (r - mean) * (r - mean)).average().orElseThrow();
    Arrays.sort(norms);
    JsonNode first = expected.get("norm_image0");
    assertThat(mean).isCloseTo(first.get("mean").doubleValue(), within(TOLERANCE));
    assertThat(Math.sqrt(variance)).isCloseTo(first.get("std").doubleValue(), within(TOLERANCE));
    assertThat((norms[127] + norms[128]) / 2)
        .isCloseTo(first.get("median").doubleValue(), within(TOLERANCE));
  }

  @Test
  void similarityWithinAndBetweenGroupsAgrees() {
    assertSimilarity("group_similarity", image -> image.cosines());
    assertSimilarity("group_similarity_centred", image -> image.centred());
  }

  private static void assertSimilarity(String name, Function<ImageRecord, double[]> cosines) {
    List<TokenGroup> groups = GroupMasks.ORDER;
    assertThat(expected.get(name)).hasSize(9);
    for (TokenGroup one : groups) {
      for (TokenGroup other : groups) {
        int index = groups.indexOf(one) * groups.size() + groups.indexOf(other);
        double mean =
            seen().stream()
                .mapToDouble(image -> cosines.apply(image)[index])
                .average()
                .orElseThrow();
        String pair = one.label() + "-" + other.label();
        assertThat(mean)
            .as(name + " " + pair)
            .isCloseTo(expected.get(name).get(pair).doubleValue(), within(TOLERANCE));
      }
    }
  }

  @Test
  void ldaAccuraciesAgree() {
    PositionProbe probe = (PositionProbe) results.measurement(0, LAYER, PositionProbe.class);
    JsonNode lda = expected.get("lda");
    double twoTokens = 2.0 / (8 * 16 * 16) + 1e-9;
    for (int grid : new int[] {8, 16, 32, 64}) {
      assertThat(probe.accuracy(grid).value().getAsDouble())
          .as("accuracy_" + grid)
          .isCloseTo(lda.get("accuracy_" + grid).doubleValue(), within(twoTokens));
    }
    assertThat(probe.rowAccuracy().value().getAsDouble())
        .isCloseTo(lda.get("row_accuracy").doubleValue(), within(twoTokens));
    assertThat(probe.columnAccuracy().value().getAsDouble())
        .isCloseTo(lda.get("column_accuracy").doubleValue(), within(twoTokens));
  }

  @Test
  void ldaShrinkageAgrees() {
    TokenMoments moments = SeeingProvider.trainingMoments;
    assertThat(LinearDiscriminant.shrinkage(moments, moments.rowMeans()))
        .isCloseTo(expected.at("/lda/row_shrinkage").doubleValue(), within(TOLERANCE));
    assertThat(LinearDiscriminant.shrinkage(moments, moments.columnMeans()))
        .isCloseTo(expected.at("/lda/column_shrinkage").doubleValue(), within(TOLERANCE));
  }

  /** At Stable Diffusion's size copies on the heap would be as large as all activations. */
  @Test
  void secondMomentsAreReadWhereTheyWereWritten() {
    assertThat(SeeingProvider.trainingMoments.tokens()).isPositive();
    assertThat(SeeingProvider.isMomentOnHeap).isFalse();
  }

  @Test
  void plantedPatchesAreTheAnomalousTokens() {
    List<List<Integer>> patches = new ArrayList<>();
    for (ImageRecord image : seen()) {
      double[] sorted = image.norms().clone();
      Arrays.sort(sorted);
      double threshold = 2 * sorted[sorted.length / 2];
      IntStream.range(0, image.norms().length)
          .filter(token -> image.norms()[token] > threshold * 2)
          .boxed()
          .min(Comparator.naturalOrder())
          .ifPresent(token -> patches.add(List.of(image.row(), token / 16, token % 16)));
    }
    List<List<Integer>> planted = new ArrayList<>();
    expected
        .get("planted_patches_2x2")
        .forEach(
            p ->
                planted.add(
                    List.of(p.get(0).intValue(), p.get(1).intValue(), p.get(2).intValue())));
    assertThat(patches).containsExactlyElementsOf(planted);
  }

  @Test
  void theMeanNormMapIsTheMeanOfTheImagesNorms() {
    Grid map = results.measurement(0, LAYER, TokenNorms.class).grids().get(0);

    assertThat(map.name()).isEqualTo("norm.mean_map");
    assertThat(map.rows()).isEqualTo(16);
    for (int token = 0; token < map.values().length; token++) {
      int place = token;
      double mean =
          seen().stream().mapToDouble(image -> image.norms()[place]).average().orElseThrow();
      assertThat((double) map.values()[token]).isCloseTo(mean, within(TOLERANCE));
    }
  }

  @Test
  void theWorstImagesAreThoseWithPlantedPatchesAndTheseAreMarked() {
    List<Grid> maps =
        results.measurement(0, LAYER, TokenNorms.class).grids().stream()
            .filter(grid -> grid.name().equals("norm.map"))
            .toList();

    assertThat(maps).hasSize(NormMaps.KEPT);
    for (Grid map : maps) {
      int image = Integer.parseInt(map.image().orElseThrow());
      List<List<Integer>> planted = new ArrayList<>();
      for (JsonNode patch : expected.get("planted_patches_2x2")) {
        if (patch.get(0).intValue() == image) {
          int row = patch.get(1).intValue();
          int column = patch.get(2).intValue();
          planted.addAll(
              List.of(
                  List.of(row, column),
                  List.of(row, column + 1),
                  List.of(row + 1, column),
                  List.of(row + 1, column + 1)));
        }
      }
      List<List<Integer>> marked = new ArrayList<>();
      for (int token = 0; token < map.values().length; token++) {
        if (map.isMarked(token / 16, token % 16)) {
          marked.add(List.of(token / 16, token % 16));
        }
      }
      assertThat(marked).isNotEmpty().containsExactlyInAnyOrderElementsOf(planted);
    }
  }

  @Test
  void theCornerMapIsTheMeanCosineWithTheFirstToken() {
    Grid map = results.measurement(0, LAYER, TokenGroupSimilarity.class).grids().get(0);

    assertThat(map.name()).isEqualTo("similarity.corner_map");
    for (int token = 0; token < map.values().length; token++) {
      int place = token;
      double mean =
          seen().stream().mapToDouble(image -> image.withFirst()[place]).average().orElseThrow();
      assertThat((double) map.values()[token]).isCloseTo(mean, within(TOLERANCE));
    }
  }

  @Test
  void theConfusionsDiagonalIsTheAccuracy() {
    PositionProbe probe = (PositionProbe) results.measurement(0, LAYER, PositionProbe.class);

    assertThat(probe.grids())
        .extracting(Grid::name)
        .containsExactly("probe.lda.row_confusion", "probe.lda.column_confusion");
    assertThat(diagonal(probe.grids().get(0)))
        .isCloseTo(probe.rowAccuracy().value().getAsDouble(), within(1e-6));
    assertThat(diagonal(probe.grids().get(1)))
        .isCloseTo(probe.columnAccuracy().value().getAsDouble(), within(1e-6));
  }

  private static double diagonal(Grid confusion) {
    return IntStream.range(0, confusion.rows())
        .mapToDouble(i -> confusion.value(i, i))
        .average()
        .orElseThrow();
  }

  @Test
  void anOpsetThatIsTooOldIsRefused(@TempDir Path old) throws IOException {
    Path model = Files.write(old.resolve("old.onnx"), PassThrough.graph(12).toByteArray());
    Path planted = Vectors.resource("vectors/planted-representations.npy");
    CheckpointPlan plan = CheckpointPlan.empty(CheckpointSpec.of("old", model));
    plan.add(50, LAYER, Set.of(TokenNorms.class));
    Path prompt = Vectors.resource("vectors/prompt-embeddings.npy");
    CheckpointResults refused =
        Vectors.measurer(Vectors.inputs(planted, planted, prompt)).measure(plan);
    assertThatThrownBy(() -> refused.measurement(50, LAYER, TokenNorms.class))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "old: %s has opset 12; measuring needs opset 13 or later. Re-export the U-Net.", model);
  }

  private static List<ImageRecord> seen() {
    return ((Seen) results.measurement(0, LAYER, Seen.class)).images();
  }

  /** Keeps what every image looks like through the SPI. */
  private static final class SeeingProvider implements MeasurementProvider<Seen> {

    static TokenMoments trainingMoments;
    static boolean isMomentOnHeap;

    @Override
    public Class<Seen> type() {
      return Seen.class;
    }

    @Override
    public Set<Figure> figures() {
      return Set.of(Figure.NORMS, Figure.GROUP_SUMS, Figure.SCATTER, Figure.REPRESENTATION);
    }

    @Override
    public Accumulator<Seen> accumulator(LayerRun run) {
      return new Seeing();
    }
  }

  private static final class Seeing implements Accumulator<Seen> {

    private final List<ImageRecord> images = new ArrayList<>();

    @Override
    public void add(ImageFigures image) {
      double[] norms = new double[image.norms().length];
      Arrays.setAll(norms, token -> image.norms()[token]);
      images.add(
          new ImageRecord(
              Integer.parseInt(image.image()),
              norms,
              cosines(image, false),
              cosines(image, true),
              withFirst(image.representation(), norms)));
      if (!image.isTest()) {
        if (SeeingProvider.trainingMoments == null) {
          SeeingProvider.trainingMoments = new TokenMoments(image.shape());
        }
        SeeingProvider.trainingMoments.add(SyntheticImage.scatterSums(image));
        SeeingProvider.isMomentOnHeap |= !image.scatter().moment().isDirect();
      }
    }

    private static double[] withFirst(float[] values, double[] norms) {
      double[] cosines = new double[norms.length];
      for (int token = 0; token < norms.length; token++) {
        for (int c = 0; c < values.length / norms.length; c++) {
          cosines[token] +=
              values[c * norms.length] / norms[0] * values[c * norms.length + token] / norms[token];
        }
      }
      return cosines;
    }

    private static double[] cosines(ImageFigures image, boolean centred) {
      return GroupMasks.ORDER.stream()
          .flatMapToDouble(
              one ->
                  GroupMasks.ORDER.stream()
                      .mapToDouble(
                          other ->
                              image
                                  .groupSums(Window.FULL, centred)
                                  .orElseThrow()
                                  .meanCosine(one, other)))
          .toArray();
    }

    @Override
    public void merge(Accumulator<Seen> other) {
      images.addAll(((Seeing) other).images);
    }

    @Override
    public void write(StateWriter to) {
      throw new AssertionError("This is measured where it is looked at");
    }

    @Override
    public void read(StateReader from) {
      throw new AssertionError("This is measured where it is looked at");
    }

    @Override
    public Seen measurement() {
      return new Seen(images);
    }
  }
}
