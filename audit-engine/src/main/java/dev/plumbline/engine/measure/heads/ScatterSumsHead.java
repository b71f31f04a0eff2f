package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.engine.measure.memory.ResultSize;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.RunningSums;
import dev.plumbline.engine.measure.session.SessionException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Second moments of tokens about their image's mean, [C, C], with the sums of rows [C, H, 1] and of
 * columns [C, 1, W], summed over images: a run begins with what the one before it left. Of each
 * image itself only the mean [C, 1] leaves the graph, and what its rounding left over [C, 1, 1].
 *
 * <p>Images are added one after another, so that batches change no bit. Those that are not finite
 * are left out, as are rows of a batch that only repeat an image.
 */
final class ScatterSumsHead extends Head {

  /** Which rows of the batch are images of their own: bool [N]. */
  static final String OWN_ROWS = "own_rows";

  private static final String ON = "scatter_sums_on";
  private static final String REST = "scatter_rest";
  private static final String MOMENT = "moment_sum";
  private static final String ROWS = "row_sum";
  private static final String COLUMNS = "column_sum";
  private static final List<String> SUMS = List.of(MOMENT, ROWS, COLUMNS);
  private static final List<String> OUTPUTS = List.of(REST, MOMENT, ROWS, COLUMNS);

  @Override
  Figure figure() {
    return Figure.SCATTER_SUMS;
  }

  @Override
  boolean isOfTrainingImages() {
    return true;
  }

  @Override
  boolean readsCentred() {
    return true;
  }

  @Override
  ResultSize size() {
    return ResultSize.CHANNELS_SQUARED_ONCE;
  }

  @Override
  List<String> switches() {
    return List.of(ON);
  }

  private static String before(String sum) {
    return sum + "_before";
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    graph.input(before(MOMENT), DataType.FLOAT, 2);
    graph.input(before(ROWS), DataType.FLOAT, 3);
    graph.input(before(COLUMNS), DataType.FLOAT, 3);
    LayerValues.Centred centred = layer.centred().orElseThrow();
    graph.output(centred.mean());
    graph.onlyIf(
        "if_scatter_sums",
        HeadBuilder.ADDED + ON,
        OUTPUTS,
        then -> {
          String grid = then.node("on_grid", "Reshape", List.of(centred.tokens(), layer.shape()));
          String rows = then.reduce("rows", "ReduceSum", grid, 3);
          String columns = then.reduce("columns", "ReduceSum", grid, 2);
          then.reduce(REST, "ReduceSum", rows, 2);
          Map<String, String> states = new LinkedHashMap<>();
          SUMS.forEach(sum -> states.put(before(sum), graph.called(before(sum))));
          Map<String, String> slices = new LinkedHashMap<>();
          slices.put("y", centred.tokens());
          slices.put("rows", rows);
          slices.put("columns", columns);
          slices.put("summed", summed(then, layer));
          then.scan("scatter_sums", states, slices, SUMS, ScatterSumsHead::addImage);
        });
  }

  /** Adds which images are summed: their norms add up to a finite number only if all are finite. */
  private static String summed(HeadBuilder graph, LayerValues layer) {
    String norm = graph.reduce("norm", "ReduceSum", layer.norms(), 2);
    String infinity = graph.constant("infinity", Float.POSITIVE_INFINITY);
    String finite = graph.node("finite", "Less", List.of(norm, infinity));
    String flat = graph.node("finite_rows", "Reshape", List.of(finite, graph.constant("all", -1L)));
    return graph.node("summed", "And", List.of(flat, HeadBuilder.ADDED + OWN_ROWS));
  }

  private static void addImage(HeadBuilder each) {
    String y = each.called("y");
    each.either(
        "if_summed",
        each.called("summed"),
        SUMS,
        then -> {
          List<String> product = List.of(y, y, each.called(before(MOMENT)));
          then.node(MOMENT, "Gemm", product, HeadBuilder.integer("transB", 1));
          then.node(ROWS, "Add", List.of(each.called(before(ROWS)), each.called("rows")));
          then.node(COLUMNS, "Add", List.of(each.called(before(COLUMNS)), each.called("columns")));
        },
        otherwise ->
            SUMS.forEach(
                sum -> otherwise.node(sum, "Identity", List.of(each.called(before(sum))))));
  }

  @Override
  void feedIdle(TappedLayer layer, Feed feed) throws SessionException {
    feed.floats(layer.value(before(MOMENT)), new float[1], 1, 1);
    feed.floats(layer.value(before(ROWS)), new float[1], 1, 1, 1);
    feed.floats(layer.value(before(COLUMNS)), new float[1], 1, 1, 1);
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.kind() == HeadRun.Kind.TRAINING
        ? List.of(Part.always(LayerValues.MEAN), Part.where(ON, OUTPUTS))
        : List.of();
  }

  @Override
  void allocate(LayerGrid grid, OutputBuffers buffers) {
    buffers.add(grid.value(LayerValues.MEAN), grid.channels(), 1);
    buffers.add(grid.value(REST), grid.channels(), 1, 1);
  }

  @Override
  void allocateSums(MeasuredLayer layer, RunningSums sums) {
    long c = layer.shape().channels();
    add(layer, sums, MOMENT, c, c);
    add(layer, sums, ROWS, c, layer.shape().height(), 1);
    add(layer, sums, COLUMNS, c, 1, layer.shape().width());
  }

  private static void add(MeasuredLayer layer, RunningSums sums, String sum, long... shape) {
    sums.add(layer.value(before(sum)), layer.value(sum), shape);
  }

  static float[] readMean(RunOutputs run, MeasuredLayer layer, int image) {
    return run.floats(layer.value(LayerValues.MEAN), image);
  }

  static float[] readRest(RunOutputs run, MeasuredLayer layer, int image) {
    return run.floats(layer.value(REST), image);
  }

  /** Reads the sums of a layer, whose moment stays where the next runs write. */
  static ScatterSums read(
      RunningSums sums, MeasuredLayer layer, List<float[]> means, List<float[]> rests) {
    return new ScatterSums(
        means,
        rests,
        sums.view(layer.value(MOMENT)),
        floats(sums.view(layer.value(ROWS))),
        floats(sums.view(layer.value(COLUMNS))));
  }

  private static float[] floats(FloatBuffer view) {
    float[] floats = new float[view.remaining()];
    view.get(floats);
    return floats;
  }
}
