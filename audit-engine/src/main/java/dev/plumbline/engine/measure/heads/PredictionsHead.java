package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.Predictions;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The classes of largest score that two linear classifiers give to each token, [T] of each image
 * for rows and for columns. The classifiers are inputs.
 */
final class PredictionsHead extends Head {

  private static final String ON = "predict_on";
  private static final String SHIFT = "shift";
  private static final String ROW_WEIGHTS = "row_weights";
  private static final String ROW_BIAS = "row_bias";
  private static final String COLUMN_WEIGHTS = "column_weights";
  private static final String COLUMN_BIAS = "column_bias";
  private static final List<String> INPUTS =
      List.of(SHIFT, ROW_WEIGHTS, ROW_BIAS, COLUMN_WEIGHTS, COLUMN_BIAS);
  private static final String ROWS = "rows";
  private static final String COLUMNS = "columns";
  private static final List<String> OUTPUTS = List.of(ROWS, COLUMNS);

  @Override
  Figure figure() {
    return Figure.PREDICTIONS;
  }

  @Override
  boolean isOfTestImages() {
    return true;
  }

  @Override
  List<String> switches() {
    return List.of(ON);
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    String shift = graph.input(SHIFT, DataType.FLOAT, 2);
    List<String> weights =
        List.of(
            graph.input(ROW_WEIGHTS, DataType.FLOAT, 2),
            graph.input(COLUMN_WEIGHTS, DataType.FLOAT, 2));
    List<String> biases =
        List.of(
            graph.input(ROW_BIAS, DataType.FLOAT, 2), graph.input(COLUMN_BIAS, DataType.FLOAT, 2));
    graph.onlyIf(
        "if_predict",
        HeadBuilder.ADDED + ON,
        OUTPUTS,
        then -> {
          String y = then.node("shifted", "Sub", List.of(layer.tokens(), shift));
          for (int axis = 0; axis < OUTPUTS.size(); axis++) {
            String name = OUTPUTS.get(axis);
            String products = then.node(name + "/dot", "MatMul", List.of(weights.get(axis), y));
            String scores = then.node(name + "/score", "Add", List.of(products, biases.get(axis)));
            String best =
                then.node(
                    name + "/best",
                    "ArgMax",
                    List.of(scores),
                    HeadBuilder.integer("axis", 1),
                    HeadBuilder.integer("keepdims", 0));
            // the other branch's empty outputs are floats, and so must these be
            then.node(name, "Cast", List.of(best), HeadBuilder.integer("to", DataType.FLOAT_VALUE));
          }
        });
  }

  @Override
  void feedIdle(TappedLayer layer, Feed feed) throws SessionException {
    for (String input : INPUTS) {
      feed.nothing(layer.value(input));
    }
  }

  /**
   * Gives the classifiers of a run on test images. Where a layer has none, because it has no finite
   * training tokens or they do not vary, it gets one class: its nodes run with those of the others,
   * and nobody asks what they said.
   */
  static void feedClassifiers(
      MeasuredLayer layer, Map<LayerName, LinearClassifier> classifiers, Feed feed)
      throws SessionException {
    LinearClassifier classifier = classifiers.get(layer.tap().layer());
    int c = layer.shape().channels();
    if (classifier == null) {
      feed.floats(layer.value(ROW_WEIGHTS), new float[c], 1, c);
      feed.floats(layer.value(COLUMN_WEIGHTS), new float[c], 1, c);
      return;
    }
    int h = layer.shape().height();
    int w = layer.shape().width();
    feed.floats(layer.value(SHIFT), classifier.shift(), c, 1);
    feed.floats(layer.value(ROW_WEIGHTS), classifier.rowWeights(), h, c);
    feed.floats(layer.value(ROW_BIAS), classifier.rowBias(), h, 1);
    feed.floats(layer.value(COLUMN_WEIGHTS), classifier.columnWeights(), w, c);
    feed.floats(layer.value(COLUMN_BIAS), classifier.columnBias(), w, 1);
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.classified().contains(layer.tap().layer())
        ? List.of(Part.where(ON, OUTPUTS))
        : List.of();
  }

  @Override
  void allocate(LayerGrid grid, OutputBuffers buffers) {
    buffers.add(grid.value(ROWS), grid.tokens());
    buffers.add(grid.value(COLUMNS), grid.tokens());
  }

  /** Returns what was predicted; empty if the layer had no classifier in the run. */
  static Optional<Predictions> read(RunOutputs run, MeasuredLayer layer, int image) {
    return run.has(layer.value(ROWS))
        ? Optional.of(
            new Predictions(
                integers(run.floats(layer.value(ROWS), image)),
                integers(run.floats(layer.value(COLUMNS), image))))
        : Optional.empty();
  }

  private static int[] integers(float[] floats) {
    int[] integers = new int[floats.length];
    for (int i = 0; i < floats.length; i++) {
      integers[i] = (int) floats[i];
    }
    return integers;
  }
}
