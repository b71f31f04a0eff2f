package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.Split;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sketches of the bundled checkpoint's layers against those that follow from all values of the
 * same run, and what they say of changes of known size.
 */
@Tag("heavy")
class SketchParityTest {

  private static final int IMAGES = 64;
  private static final long SEED = 1;
  private static final int TIMESTEP = 50;
  private static final double SIZE = 0.02;

  @TempDir private static Path folder;
  private static List<LocatedLayer> layers;
  private static CheckpointResults results;

  /** What is added to a representation. */
  private enum Change {
    NOTHING,
    RANK_ONE,
    DENSE,
    ONE_CHANNEL,
    ONE_TOKEN;

    /** Returns a change of some size relative to the values, [C, T]. */
    double[] of(double[] x, int channels, int tokens, Random random) {
      double[] ofTokens = random.doubles(tokens).map(v -> v - 0.5).toArray();
      double[] change = new double[x.length];
      for (int c = 0; c < channels; c++) {
        double ofChannel = random.nextGaussian();
        for (int t = 0; t < tokens; t++) {
          change[c * tokens + t] =
              switch (this) {
                case NOTHING -> 0;
                case RANK_ONE -> ofChannel * ofTokens[t];
                case DENSE -> random.nextGaussian();
                case ONE_CHANNEL -> c == channels / 3 ? random.nextGaussian() : 0;
                case ONE_TOKEN -> t == tokens / 3 ? random.nextGaussian() : 0;
              };
        }
      }
      double scale =
          this == NOTHING
              ? 0
              : SIZE * Math.sqrt(PlainSigns.squares(x) / PlainSigns.squares(change));
      for (int i = 0; i < change.length; i++) {
        change[i] *= scale;
      }
      return change;
    }
  }

  /**
   * What follows from all values of a layer.
   *
   * @param worst by how much a sketch differs from the plain one, as a share of its norm
   * @param changed the sketches of changed representations
   * @param exact how far those are from the unchanged
   */
  private record Seen(double worst, Map<Change, LayerSketch> changed, Map<Change, Double> exact)
      implements Measurement {
    @Override
    public List<Metric> metrics() {
      return List.of();
    }
  }

  private static final class SeeingProvider implements MeasurementProvider<Seen> {

    @Override
    public Class<Seen> type() {
      return Seen.class;
    }

    @Override
    public Set<Figure> figures() {
      return Set.of(Figure.SKETCH, Figure.REPRESENTATION);
    }

    @Override
    public Accumulator<Seen> accumulator(LayerRun run) {
      return new Seeing(run);
    }
  }

  private static final class Seeing implements Accumulator<Seen> {

    private final int channels;
    private final int tokens;
    private final Map<Change, List<LayerSketch.Image>> changed = new EnumMap<>(Change.class);
    private final Map<Change, Double> moved = new EnumMap<>(Change.class);
    private double squares;
    private double worst;

    Seeing(LayerRun run) {
      channels = run.shape().channels();
      tokens = run.shape().tokens();
    }

    @Override
    public void add(ImageFigures image) {
      double[] x = doubles(image.representation());
      String layer = image.shape().layer().path();
      PlainSigns signs = new PlainSigns(SEED, image.image(), layer, channels, tokens);
      double[] plain = signs.sketch(x);
      double[] difference = doubles(image.sketch());
      for (int i = 0; i < plain.length; i++) {
        difference[i] -= plain[i];
      }
      squares += PlainSigns.squares(x);
      worst =
          Math.max(worst, Math.sqrt(PlainSigns.squares(difference) / PlainSigns.squares(plain)));
      for (Change change : Change.values()) {
        Random random = new Random(Objects.hash(image.image(), layer, change.name()));
        double[] d = change.of(x, channels, tokens, random);
        float[] sketch = image.sketch();
        double[] ofChange = signs.sketch(d);
        for (int i = 0; i < sketch.length; i++) {
          sketch[i] += (float) ofChange[i];
        }
        changed
            .computeIfAbsent(change, c -> new ArrayList<>())
            .add(LayerSketch.Image.of(image.image(), image.scene(), 1, sketch));
        moved.merge(change, PlainSigns.squares(d), Double::sum);
      }
    }

    private static double[] doubles(float[] values) {
      double[] doubles = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        doubles[i] = values[i];
      }
      return doubles;
    }

    @Override
    public void merge(Accumulator<Seen> other) {
      Seeing seeing = (Seeing) other;
      seeing.changed.forEach(
          (change, images) ->
              changed.computeIfAbsent(change, c -> new ArrayList<>()).addAll(images));
      seeing.moved.forEach((change, square) -> moved.merge(change, square, Double::sum));
      squares += seeing.squares;
      worst = Math.max(worst, seeing.worst);
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
      Map<Change, LayerSketch> sketches = new EnumMap<>(Change.class);
      Map<Change, Double> exact = new EnumMap<>(Change.class);
      for (Change change : Change.values()) {
        sketches.put(change, new LayerSketch(channels, tokens, changed.get(change), List.of()));
        exact.put(change, Math.sqrt(moved.get(change) / squares));
      }
      return new Seen(worst, sketches, exact);
    }
  }

  @BeforeAll
  static void measure() throws IOException {
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
        new HashMap<>(Vectors.builtIn());
    providers.put(Seen.class, new SeeingProvider());
    layers =
        LayerLocator.locate(
                GraphIndex.read(
                    Vectors.referenceCheckpoint().path().resolve("unet").resolve("model.onnx")))
            .layers();
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    for (LocatedLayer layer : layers) {
      plan.add(TIMESTEP, layer.layer(), Set.of(LayerSketch.class, Seen.class));
    }
    results = Vectors.measurer(inputs(), providers).measure(plan);
  }

  /** The reference latents again and again, with noise of their own. */
  private static Inputs inputs() throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(Vectors.resource("vectors/latents.npy")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int size = 4 * 32 * 32;
    int rows = (file.capacity() - 128) / Float.BYTES / size;
    float[] values = new float[IMAGES * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = file.getFloat(128 + Float.BYTES * (i % (rows * size)));
    }
    Path latents = TestData.npy(folder.resolve("latents.npy"), values, IMAGES, 4, 32, 32);
    return SomeOptions.latents(
            latents,
            Integer.MAX_VALUE,
            Optional.of(Vectors.resource("vectors/prompt-embeddings.npy")),
            Split.TAIL)
        .withSeed(SEED);
  }

  private static Seen seen(LocatedLayer layer) {
    return (Seen) results.measurement(TIMESTEP, layer.layer(), Seen.class);
  }

  @Test
  void theNetworksOwnOutputIsTheLastOfAllLayers() {
    GraphIndex index =
        GraphIndex.read(Vectors.referenceCheckpoint().path().resolve("unet").resolve("model.onnx"));
    assertThat(layers).hasSize(46);
    assertThat(layers.get(45).layer()).isEqualTo(new LayerName("conv_out"));
    assertThat(layers.get(45).tensor()).isEqualTo(index.outputs().get(0).name());
  }

  @Test
  void sketchesAreThoseOfTheDefinitionAtEveryLayer() {
    for (LocatedLayer layer : layers) {
      Seen seen = seen(layer);
      assertThat(seen.worst()).as(layer.layer().path()).isLessThan(1e-5);
    }
  }

  @Test
  void theRelativeChangeIsWithinATenthOfTheExactOneAtEveryLayer() {
    Map<String, Double> off = new TreeMap<>();
    for (LocatedLayer layer : layers) {
      LayerSketch reference =
          (LayerSketch) results.measurement(TIMESTEP, layer.layer(), LayerSketch.class);
      Seen seen = seen(layer);
      assertThat(reference.images()).hasSize(IMAGES);
      for (Change change : Change.values()) {
        Metric moved = seen.changed().get(change).against(reference).relativeChange().orElseThrow();
        double exact = seen.exact().get(change);
        assertThat(exact).isCloseTo(change == Change.NOTHING ? 0 : SIZE, within(SIZE / 1000));
        assertThat(moved.sampleSize()).isEqualTo(IMAGES);
        double ratio = change == Change.NOTHING ? 1 : moved.value().orElseThrow() / exact;
        off.put(layer.layer() + " " + change, Math.abs(ratio - 1));
        if (change == Change.NOTHING) {
          assertThat(moved.value()).hasValue(0);
        }
      }
    }
    assertThat(off).hasSize(46 * Change.values().length);
    assertThat(off).allSatisfy((what, by) -> assertThat(by).as(what).isLessThan(0.1));
  }
}
