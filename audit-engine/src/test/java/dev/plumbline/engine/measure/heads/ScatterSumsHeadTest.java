package dev.plumbline.engine.measure.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.engine.checkpoint.model.AppendedModel;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.session.DirectMemory;
import dev.plumbline.engine.measure.session.ModelSession;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.RunningSums;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.session.TensorScope;
import dev.plumbline.engine.plan.Patience;
import dev.plumbline.engine.plan.SomeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Second moments that the graph sums, against sums over the tokens themselves. */
class ScatterSumsHeadTest {

  private static final int CHANNELS = 37;
  private static final int HEIGHT = 3;
  private static final int WIDTH = 4;
  private static final int TOKENS = HEIGHT * WIDTH;
  private static final int IMAGES = 9;
  private static final int NOT_A_NUMBER = 2;
  private static final int INFINITE = 5;

  private static final TappedLayer TAP =
      new TappedLayer(
          new LayerName("layer"),
          "layer",
          TokenLayout.GRID,
          Set.of(Figure.NORMS, Figure.SCATTER_SUMS),
          false,
          Optional.empty(),
          Optional.empty());

  private static final MeasuredLayer LAYER =
      new MeasuredLayer(
          TAP,
          new LayerRun(
              new LayerShape(TAP.layer(), CHANNELS, HEIGHT, WIDTH), Optional.empty(), false),
          OptionalInt.empty(),
          OptionalInt.empty());

  private final float[][] images = new float[IMAGES][CHANNELS * TOKENS];
  private ModelSession session;
  private HeadInputs heads;
  private RunningSums sums;

  @BeforeEach
  void open() throws SessionException {
    Random random = new Random(7);
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = (float) (20 + i / TOKENS + random.nextGaussian());
      }
    }
    images[NOT_A_NUMBER][TOKENS + 1] = Float.NaN;
    images[INFINITE][0] = Float.NEGATIVE_INFINITY;
    session =
        new Devices(SomeOptions.cpu(2), new Heard(), Optional.empty())
            .first()
            .open(new AppendedModel(model(), Optional.empty()), Patience.ENDLESS);
    heads = new HeadInputs(List.of(TAP));
    heads.prepare(List.of(LAYER));
    sums = new RunningSums(new DirectMemory(), bytes -> {});
    LAYER.allocateSums(sums);
  }

  @AfterEach
  void close() throws SessionException {
    sums.close();
    heads.close();
    session.close();
  }

  private static byte[] model() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("layer");
    new HeadBuilder(graph, "", 17).input("values", DataType.FLOAT, 4);
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput("values").addOutput("layer"));
    graph.mergeFrom(StatisticHeads.of(List.of(TAP), 17, List.of()));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /**
   * Sums images.
   *
   * @param some their numbers
   * @param batch how many a run takes
   * @param filled whether the last run is filled up with its last image
   */
  private Optional<ScatterSums> sum(List<Integer> some, int batch, boolean filled)
      throws SessionException {
    ScatterSumming summing = new ScatterSumming(List.of(LAYER), sums);
    for (int first = 0; first < some.size(); first += batch) {
      List<Integer> members = some.subList(first, Math.min(first + batch, some.size()));
      List<Integer> rows = new ArrayList<>(members);
      while (filled && rows.size() < batch) {
        rows.add(members.get(members.size() - 1));
      }
      run(members.size(), rows, summing);
    }
    return summing.of(LAYER);
  }

  private void run(int own, List<Integer> rows, ScatterSumming summing) throws SessionException {
    float[] values = new float[rows.size() * CHANNELS * TOKENS];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(
          images[rows.get(row)], 0, values, row * CHANNELS * TOKENS, CHANNELS * TOKENS);
    }
    Asked asked = Asked.of(HeadRun.TRAINING, List.of(LAYER));
    List<String> names = rows.stream().map(String::valueOf).toList();
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> inputs =
          new HashMap<>(heads.of(HeadRun.TRAINING, asked, new FedImages(1, names, own), scope));
      inputs.put("values", scope.floats(values, rows.size(), CHANNELS, HEIGHT, WIDTH));
      inputs.putAll(sums.inputs(asked.outputs()));
      try (RunOutputs run =
          session.run(inputs, asked.outputs(), sums.outputs(asked.outputs()), rows.size())) {
        for (int i = 0; i < own; i++) {
          SourceImage source = new SourceImage(names.get(i), names.get(i), false, 0);
          summing.add(new HeadAnswers(source, LAYER, run, Optional.empty(), Optional.empty(), i));
        }
      }
    }
  }

  private static List<Integer> all() {
    return IntStream.range(0, IMAGES).boxed().toList();
  }

  private static float[] moment(ScatterSums sums) {
    float[] moment = new float[CHANNELS * CHANNELS];
    sums.moment().get(0, moment);
    return moment;
  }

  @Test
  void theyAreTheSumsOverTheTokensOfFiniteImages() throws SessionException {
    ScatterSums summed = sum(all(), 1, false).orElseThrow();

    double[] moment = new double[CHANNELS * CHANNELS];
    double[] rows = new double[CHANNELS * HEIGHT];
    double[] columns = new double[CHANNELS * WIDTH];
    int added = 0;
    for (int image : all()) {
      if (image == NOT_A_NUMBER || image == INFINITE) {
        continue;
      }
      float[] mean = summed.means().get(added);
      double[] about = new double[CHANNELS * TOKENS];
      double[] rest = new double[CHANNELS];
      for (int i = 0; i < about.length; i++) {
        about[i] = images[image][i] - mean[i / TOKENS];
        rest[i / TOKENS] += about[i];
        rows[i / TOKENS * HEIGHT + i % TOKENS / WIDTH] += about[i];
        columns[i / TOKENS * WIDTH + i % WIDTH] += about[i];
      }
      for (int a = 0; a < CHANNELS; a++) {
        assertThat(rest[a]).as("the mean is the image's").isCloseTo(0, within(1e-3));
        assertThat((double) summed.rests().get(added)[a]).isCloseTo(rest[a], within(1e-5));
        for (int b = 0; b < CHANNELS; b++) {
          for (int t = 0; t < TOKENS; t++) {
            moment[a * CHANNELS + b] += about[a * TOKENS + t] * about[b * TOKENS + t];
          }
        }
      }
      added++;
    }
    assertThat(summed.means()).hasSize(added);
    assertClose(moment(summed), moment);
    assertClose(summed.rowSums(), rows);
    assertClose(summed.columnSums(), columns);
  }

  private static void assertClose(float[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 5, IMAGES})
  void batchesChangeNoBit(int batch) throws SessionException {
    ScatterSums alone = sum(all(), 1, false).orElseThrow();
    float[] moment = moment(alone);
    for (boolean filled : new boolean[] {false, true}) {
      ScatterSums summed = sum(all(), batch, filled).orElseThrow();

      assertThat(moment(summed)).isEqualTo(moment);
      assertThat(summed.rowSums()).isEqualTo(alone.rowSums());
      assertThat(summed.columnSums()).isEqualTo(alone.columnSums());
      assertThat(summed.means()).usingRecursiveComparison().isEqualTo(alone.means());
      assertThat(summed.rests()).usingRecursiveComparison().isEqualTo(alone.rests());
    }
  }

  @Test
  void whatWasSummedBeforeIsGone() throws SessionException {
    float[] first = moment(sum(List.of(0, 1), 1, false).orElseThrow());
    sum(all(), 4, false);

    assertThat(moment(sum(List.of(0, 1), 1, false).orElseThrow())).isEqualTo(first);
  }

  @Test
  void withoutFiniteImagesThereAreNone() throws SessionException {
    assertThat(sum(List.of(NOT_A_NUMBER, INFINITE), 2, false)).isEmpty();
  }
}
