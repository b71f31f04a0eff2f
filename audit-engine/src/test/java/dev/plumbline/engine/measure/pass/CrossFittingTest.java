package dev.plumbline.engine.measure.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.input.files.NpyRows;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.PassThrough;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cross-fitting of the planted representations: 40 images in 5 folds of 8, as they come. */
class CrossFittingTest {

  private static final int IMAGES = 40;
  private static final int FOLDS = 5;
  private static final int IN_FOLD = IMAGES / FOLDS;
  private static final int TOKENS = 16 * 16;

  @TempDir private static Path folder;
  private static CheckpointSpec checkpoint;
  private static CheckpointResults folded;

  @BeforeAll
  static void measure() throws IOException {
    checkpoint = PassThrough.pipeline(folder.resolve("pipeline"));
    folded = measure(inputs(planted()).withFolds(FOLDS));
  }

  private static Path planted() {
    return Vectors.resource("vectors/planted-representations.npy");
  }

  private static Inputs inputs(Path latents) {
    return Vectors.inputs(latents, latents, Vectors.resource("vectors/prompt-embeddings.npy"));
  }

  private static CheckpointResults measure(Inputs inputs) {
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
        new HashMap<>(Vectors.builtIn());
    providers.put(Classified.class, new Recorder(Classified.class, Set.of(Figure.PREDICTIONS)));
    providers.put(Broken.class, new Recorder(Broken.class, Set.of(Figure.PREDICTIONS)));
    providers.put(Summed.class, new Recorder(Summed.class, Set.of()));
    CheckpointPlan plan = CheckpointPlan.empty(checkpoint);
    plan.add(
        0,
        PassThrough.LAYER,
        Set.of(
            TokenNorms.class,
            TokenGroupSimilarity.class,
            PositionProbe.class,
            Classified.class,
            Broken.class,
            Summed.class));
    return Vectors.measurer(inputs, providers).measure(plan);
  }

  private static List<Metric> probe(CheckpointResults results) {
    return results.measurement(0, PassThrough.LAYER, PositionProbe.class).metrics();
  }

  private static Map<String, Double> right(Metric metric) {
    Contributions contributions = metric.contributions().orElseThrow();
    Map<String, Double> right = new LinkedHashMap<>();
    for (int i = 0; i < contributions.size(); i++) {
      right.put(contributions.images().get(i).name(), contributions.numerators()[i]);
    }
    return right;
  }

  @Test
  void everyTokenTestsTheProbe() {
    assertThat(probe(folded))
        .hasSize(6)
        .allSatisfy(
            metric -> {
              assertThat(metric.sampleSize()).isEqualTo((long) IMAGES * TOKENS);
              assertThat(right(metric)).hasSize(IMAGES);
              double sum = right(metric).values().stream().mapToDouble(x -> x).sum();
              assertThat(metric.value()).hasValue(sum / (IMAGES * TOKENS));
            });
  }

  @Test
  void theLastFoldIsWhatASingleSplitKeeps() {
    List<Metric> split = probe(measure(inputs(planted())));
    for (int i = 0; i < split.size(); i++) {
      assertThat(right(split.get(i))).hasSize(IN_FOLD);
      assertThat(right(probe(folded).get(i))).containsAllEntriesOf(right(split.get(i)));
    }
  }

  @Test
  void foldsAreAsManySingleSplits() throws IOException {
    List<Map<String, Double>> merged = new ArrayList<>();
    probe(folded).forEach(metric -> merged.add(new HashMap<>()));
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Integer> order = lastComes(fold);
      List<Metric> split = probe(measure(inputs(reordered(order))));
      for (int i = 0; i < split.size(); i++) {
        Map<String, Double> all = merged.get(i);
        right(split.get(i))
            .forEach((row, right) -> all.put("" + order.get(Integer.parseInt(row)), right));
      }
    }
    for (int i = 0; i < merged.size(); i++) {
      assertThat(right(probe(folded).get(i))).isEqualTo(merged.get(i));
    }
  }

  /** The images, those of a fold last, where a split of the tail finds them. */
  private static List<Integer> lastComes(int fold) {
    List<Integer> order = new ArrayList<>();
    List<Integer> last = new ArrayList<>();
    for (int image = 0; image < IMAGES; image++) {
      (image / IN_FOLD == fold ? last : order).add(image);
    }
    order.addAll(last);
    return order;
  }

  private static Path reordered(List<Integer> order) throws IOException {
    NumpyArray all = NumpyArray.read(planted());
    Path file = folder.resolve("last-is-" + order.get(IMAGES - 1) + ".npy");
    int size = all.data().length / IMAGES;
    try (NpyRows rows = new NpyRows(file, IMAGES, 16, 16, 16)) {
      for (int image : order) {
        rows.add(Arrays.copyOfRange(all.data(), image * size, (image + 1) * size));
      }
      rows.finish();
    }
    return file;
  }

  @Test
  void whatIsNotClassifiedIsAsWithASingleSplit() {
    CheckpointResults split = measure(inputs(planted()));
    for (Class<? extends Measurement> type :
        List.of(TokenNorms.class, TokenGroupSimilarity.class)) {
      List<Metric> expected = split.measurement(0, PassThrough.LAYER, type).metrics();
      List<Metric> metrics = folded.measurement(0, PassThrough.LAYER, type).metrics();
      assertThat(metrics).hasSameSizeAs(expected);
      for (int i = 0; i < metrics.size(); i++) {
        assertThat(metrics.get(i).contributions()).isEqualTo(expected.get(i).contributions());
        assertThat(metrics.get(i).sampleSize()).isEqualTo(expected.get(i).sampleSize());
      }
    }
  }

  @Test
  void anAccumulatorThatAsksForPredictionsIsTestedOnEachImageOnce() {
    List<Tested> tested = historyOf(Classified.class).tested();

    assertThat(tested).extracting(Tested::image).doesNotHaveDuplicates().hasSize(IMAGES);
    assertThat(tested)
        .allSatisfy(
            image -> {
              int fold = image.image() / IN_FOLD;
              assertThat(image.trainedOn())
                  .hasSize(IMAGES - IN_FOLD)
                  .noneMatch(other -> other / IN_FOLD == fold);
              assertThat(image.predicted()).isTrue();
            });
  }

  @Test
  void oneThatFailsInAFoldFailsAlone() {
    assertThatThrownBy(() -> folded.measurement(0, PassThrough.LAYER, Broken.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot score 17");
  }

  @Test
  void whereImagesCannotPassAgainTheFirstPassStands() {
    CheckpointPlan plan = CheckpointPlan.empty(checkpoint);
    plan.add(0, PassThrough.LAYER, Set.of(TokenNorms.class, Misfit.class));
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
        new HashMap<>(Vectors.builtIn());
    providers.put(Misfit.class, new Recorder(Misfit.class, Set.of(Figure.PREDICTIONS)));

    CheckpointResults results =
        Vectors.measurer(inputs(planted()).withFolds(FOLDS), providers).measure(plan);

    assertThat(results.measurement(0, PassThrough.LAYER, TokenNorms.class).metrics())
        .allMatch(metric -> metric.sampleSize() > 0);
    assertThatThrownBy(() -> results.measurement(0, PassThrough.LAYER, Misfit.class))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("planted at t=0, second pass: ONNX Runtime failed: ");
  }

  @Test
  void oneThatDoesNotGetsEachImageOnceAndNoneAsATest() {
    History summed = historyOf(Summed.class);

    assertThat(summed.tested()).isEmpty();
    assertThat(summed.trained()).doesNotHaveDuplicates().hasSize(IMAGES);
    assertThat(summed.fitted()).isEqualTo(1);
  }

  private static History historyOf(Class<? extends Measurement> type) {
    return ((Recorded) folded.measurement(0, PassThrough.LAYER, type)).history();
  }

  /** A test image, and the images that its accumulator was fitted to. */
  private record Tested(int image, Set<Integer> trainedOn, boolean predicted) {}

  /** What an accumulator came to see. */
  private record History(List<Integer> trained, List<Tested> tested, int fitted) {}

  private interface Recorded extends Measurement {
    History history();

    @Override
    default List<Metric> metrics() {
      return List.of();
    }
  }

  private record Classified(History history) implements Recorded {}

  private record Broken(History history) implements Recorded {}

  /** Its classifier is for tokens of another length. */
  private record Misfit(History history) implements Recorded {}

  private record Summed(History history) implements Recorded {}

  private record Recorder(Class<? extends Recorded> recorded, Set<Figure> more)
      implements MeasurementProvider<Recorded> {

    @Override
    @SuppressWarnings("unchecked") // measured under its own name, whichever it is
    public Class<Recorded> type() {
      return (Class<Recorded>) recorded;
    }

    @Override
    public Set<Figure> figures() {
      return more;
    }

    @Override
    public Accumulator<Recorded> accumulator(LayerRun run) {
      return new Recording(recorded);
    }
  }

  private static final class Recording implements Accumulator<Recorded> {

    private final Class<? extends Recorded> recorded;
    private final List<Integer> trained = new ArrayList<>();
    private final List<Tested> tested = new ArrayList<>();
    private Set<Integer> fittedTo = Set.of();
    private int fitted;

    Recording(Class<? extends Recorded> recorded) {
      this.recorded = recorded;
    }

    @Override
    public void add(ImageFigures image) {
      int number = Integer.parseInt(image.image());
      if (image.isTest() && recorded == Broken.class && number == 17) {
        throw new IllegalStateException("cannot score 17");
      }
      if (image.isTest()) {
        tested.add(new Tested(number, fittedTo, image.predictions().isPresent()));
      } else {
        trained.add(number);
      }
    }

    @Override
    public void merge(Accumulator<Recorded> other) {
      trained.addAll(((Recording) other).trained);
      for (Tested image : ((Recording) other).tested) { // on a classifier of what it is merged into
        tested.add(
            image.trainedOn().isEmpty()
                ? new Tested(image.image(), fittedTo, image.predicted())
                : image);
      }
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
    public Optional<LinearClassifier> fit() {
      fittedTo = new TreeSet<>(trained);
      fitted++;
      if (recorded == Misfit.class) {
        float[] two = new float[2];
        return Optional.of(new LinearClassifier(two, two, two, two, two));
      }
      return Optional.empty();
    }

    @Override
    public Recorded measurement() {
      History history = new History(trained, tested, fitted);
      return recorded == Classified.class ? new Classified(history) : new Summed(history);
    }
  }
}
