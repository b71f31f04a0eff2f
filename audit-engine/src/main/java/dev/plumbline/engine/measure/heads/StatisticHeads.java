package dev.plumbline.engine.measure.heads;

import static dev.plumbline.engine.measure.heads.HeadBuilder.integer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.spi.Figure;
import java.util.List;

/**
 * The nodes that compute statistics of representations inside the U-Net's graph, so that not the
 * activations but sums of them leave it. With X a layer's output cast to float and reshaped to [N,
 * C, T], T = H·W, each layer gets, under {@code audit/<layer>/}, per image of the batch:
 *
 * <ul>
 *   <li>{@value #SHAPE}: the shape of the representation; {@value #NORMS} [N, 1, T]: token norms;
 *   <li>{@value #NON_FINITE} [N, 1, 1]: the number of values that are NaN or infinite;
 *   <li>if {@value #GROUPS_ON}: {@value #SUMS} [N, C, G], sums of unit tokens over G groups given
 *       as membership masks; {@value #CENTRED_SUMS} and {@value #CENTRED_NORMS}, the same of tokens
 *       less the mean token; {@value #CORNER} [N, 1, T], the cosines of the tokens with the first;
 *   <li>if {@value #CONTROL_ON}: {@value #CONTROL_SUMS} and {@value #CONTROL_NORMS}, the same less
 *       the mean token of the control window, given as weights;
 *   <li>if {@value #PICK_ON}: {@value #PICKED} [N, C, K], the tokens whose numbers are given;
 *   <li>if {@value #SCATTER_ON}: {@value #MEAN} [N, C, 1] and, about it, {@value #MOMENT} [N, C,
 *       C], {@value #ROW_SUMS} [N, C, H, 1] and {@value #COLUMN_SUMS} [N, C, 1, W];
 *   <li>if {@value #PREDICT_ON}: {@value #ROWS} and {@value #COLUMNS} [N, T], the classes of
 *       largest score of two linear classifiers given as inputs.
 * </ul>
 *
 * <p>{@link OutputBuffers} knows these shapes, too. The conditions are inputs, so that one session
 * serves runs that need different statistics: what is switched off costs nothing.
 */
public final class StatisticHeads {

  /** The oldest version of ONNX's operators in which the heads are valid. */
  public static final int OLDEST_OPSET = 13;

  static final String PREFIX = "audit/";
  public static final String GROUPS_ON = "audit/groups_on";
  public static final String CONTROL_ON = "audit/control_on";
  public static final String SCATTER_ON = "audit/scatter_on";
  public static final String PREDICT_ON = "audit/predict_on";
  public static final String PICK_ON = "audit/pick_on";
  static final List<String> SWITCHES =
      List.of(GROUPS_ON, CONTROL_ON, SCATTER_ON, PREDICT_ON, PICK_ON);

  public static final String SHAPE = "shape";
  public static final String VALUES = "values";
  public static final String NORMS = "norms";
  public static final String NON_FINITE = "non_finite";
  static final String GROUPS = "groups";
  static final String WINDOW = "window";
  static final String SUMS = "sums";
  static final String CENTRED_SUMS = "centred_sums";
  static final String CENTRED_NORMS = "centred_norms";
  static final String CORNER = "corner";
  static final String CONTROL_SUMS = "control_sums";
  static final String CONTROL_NORMS = "control_norms";
  public static final String PICK = "pick";
  public static final String PICKED = "picked";
  static final String MEAN = "mean";
  static final String MOMENT = "moment";
  static final String ROW_SUMS = "row_sums";
  static final String COLUMN_SUMS = "column_sums";
  public static final String SHIFT = "shift";
  static final String ROW_WEIGHTS = "row_weights";
  static final String ROW_BIAS = "row_bias";
  static final String COLUMN_WEIGHTS = "column_weights";
  static final String COLUMN_BIAS = "column_bias";
  static final String ROWS = "rows";
  static final String COLUMNS = "columns";

  public static final List<String> GROUP_OUTPUTS =
      List.of(SUMS, CENTRED_SUMS, CENTRED_NORMS, CORNER);
  public static final List<String> CONTROL_OUTPUTS = List.of(CONTROL_SUMS, CONTROL_NORMS);
  public static final List<String> SCATTER_OUTPUTS = List.of(MEAN, MOMENT, ROW_SUMS, COLUMN_SUMS);
  public static final List<String> PREDICTION_OUTPUTS = List.of(ROWS, COLUMNS);
  static final List<String> CLASSIFIER =
      List.of(SHIFT, ROW_WEIGHTS, ROW_BIAS, COLUMN_WEIGHTS, COLUMN_BIAS);

  private static final float SMALLEST_NORM = 1e-12f;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final int opset;
  private final String flat;
  private final String one;

  private StatisticHeads(int opset) {
    this.opset = opset;
    HeadBuilder shared = new HeadBuilder(graph, PREFIX, opset);
    flat = shared.constant("flat", 0, 0, -1);
    one = shared.constant("one", 1L);
    for (String condition : SWITCHES) {
      shared.input(condition.substring(PREFIX.length()), DataType.BOOL, 0);
    }
  }

  /**
   * Makes the part of a graph that has to be appended to the U-Net's.
   *
   * @param layers what to compute of which layers
   * @param opset the opset of the U-Net's graph, at least {@link #OLDEST_OPSET}
   * @param ownOutputs the outputs of the U-Net's graph
   */
  public static GraphProto of(List<TappedLayer> layers, int opset, List<String> ownOutputs) {
    StatisticHeads heads = new StatisticHeads(opset);
    // ONNX Runtime runs first what the last of the nodes that nothing reads needs. So each head
    // runs when its layer is there, and the layer need not be kept until the U-Net is through. That
    // the U-Net's own outputs are read keeps nodes from being the last, as optimised ones would be.
    for (String output : ownOutputs) {
      HeadBuilder reader = new HeadBuilder(heads.graph, PREFIX, opset);
      reader.output(reader.node(SHAPE + "_of/" + output, "Shape", List.of(output)));
    }
    for (int last = layers.size() - 1; last >= 0; last--) {
      heads.add(layers.get(last));
    }
    return heads.graph.build();
  }

  private void add(TappedLayer layer) {
    HeadBuilder head = new HeadBuilder(graph, layer.value(""), opset);
    String shape = head.node(SHAPE, "Shape", List.of(layer.tensor()));
    String values =
        head.node(VALUES, "Cast", List.of(layer.tensor()), integer("to", DataType.FLOAT_VALUE));
    String x = head.node("x", "Reshape", List.of(values, flat));
    head.output(shape);
    if (layer.needs(Figure.REPRESENTATION) || layer.explored()) {
      head.output(values);
    }
    String ones = ones(head, shape);
    head.output(norms(head, NORMS, ones, x));
    if (layer.needs(Figure.NON_FINITE)) {
      addNonFinite(head, x);
    }
    if (layer.needs(Figure.GROUP_SUMS)) {
      addGroupSums(head, x, ones, layer.value(NORMS));
    }
    if (layer.needs(Figure.CROPPED_GROUP_SUMS)) {
      addPick(head, x);
    }
    if (layer.needs(Figure.SCATTER)) {
      addScatter(head, x, shape);
    }
    if (layer.needs(Figure.PREDICTIONS)) {
      addPredictions(head, x);
    }
  }

  /** Ones [1, C]: a matrix product with them sums over channels faster than a reduction does. */
  private String ones(HeadBuilder head, String shape) {
    String channels = head.node("channels", "Gather", List.of(shape, one), integer("axis", 0));
    String size = head.node("ones_shape", "Concat", List.of(one, channels), integer("axis", 0));
    return head.node("ones", "Expand", List.of(head.constant("one", 1f), size));
  }

  private static String norms(HeadBuilder head, String name, String ones, String x) {
    String squares = head.node(name + "/squares", "Mul", List.of(x, x));
    String sums = head.node(name + "/sums", "MatMul", List.of(ones, squares));
    return head.node(name, "Sqrt", List.of(sums));
  }

  private void addNonFinite(HeadBuilder head, String x) {
    // 0·x is 0 for every finite x and NaN for all others
    String zero = head.constant(NON_FINITE + "/zero", 0f);
    String zeros = head.node(NON_FINITE + "/zeros", "Mul", List.of(x, zero));
    String isNan = head.node(NON_FINITE + "/is_nan", "IsNaN", List.of(zeros));
    String counts =
        head.node(NON_FINITE + "/int", "Cast", List.of(isNan), integer("to", DataType.INT32_VALUE));
    String perChannel = head.reduce(NON_FINITE + "/channels", "ReduceSum", counts, 2);
    head.output(head.reduce(NON_FINITE, "ReduceSum", perChannel, 1));
  }

  private void addGroupSums(HeadBuilder head, String x, String ones, String norms) {
    String groups = head.input(GROUPS, DataType.FLOAT, 2);
    String window = head.input(WINDOW, DataType.FLOAT, 2);
    head.onlyIf(
        "if_groups",
        GROUPS_ON,
        GROUP_OUTPUTS,
        then -> {
          unitSums(then, SUMS, x, norms, groups);
          cornerSimilarity(then, x, norms);
          String mean = then.reduce("full_mean", "ReduceMean", x, 2);
          centredSums(then, CENTRED_SUMS, CENTRED_NORMS, x, mean, ones, groups);
        });
    head.onlyIf(
        "if_control",
        CONTROL_ON,
        CONTROL_OUTPUTS,
        then -> {
          String mean = then.node("window_mean", "MatMul", List.of(x, window));
          centredSums(then, CONTROL_SUMS, CONTROL_NORMS, x, mean, ones, groups);
        });
  }

  /** x₀ᵀx / (‖x₀‖·‖x‖) of each token x, x₀ the first, which is the corner at the top left. */
  private void cornerSimilarity(HeadBuilder head, String x, String norms) {
    String first = head.constant(CORNER + "/first", 0L);
    String smallest = head.constant(CORNER + "/smallest", SMALLEST_NORM);
    String token = head.node(CORNER + "/token", "Gather", List.of(x, first), integer("axis", 2));
    String turned = head.node(CORNER + "/turned", "Transpose", List.of(token), turn());
    String dots = head.node(CORNER + "/dot", "MatMul", List.of(turned, x));
    String atLeast = head.node(CORNER + "/norms", "Max", List.of(norms, smallest));
    String norm =
        head.node(CORNER + "/norm", "Gather", List.of(atLeast, first), integer("axis", 2));
    String ofUnit = head.node(CORNER + "/of_unit", "Div", List.of(dots, norm));
    head.node(CORNER, "Div", List.of(ofUnit, atLeast));
  }

  private void centredSums(
      HeadBuilder head,
      String sums,
      String normsName,
      String x,
      String mean,
      String ones,
      String groups) {
    String centred = head.node(sums + "/tokens", "Sub", List.of(x, mean));
    unitSums(head, sums, centred, norms(head, normsName, ones, centred), groups);
  }

  /** X · (M/‖x‖)ᵀ: the unit tokens themselves are never made. */
  private void unitSums(HeadBuilder head, String name, String x, String norms, String groups) {
    String smallest = head.constant(name + "/smallest", SMALLEST_NORM);
    String atLeast = head.node(name + "/norms", "Max", List.of(norms, smallest));
    String weights = head.node(name + "/weights", "Div", List.of(groups, atLeast));
    String turned = head.node(name + "/turned", "Transpose", List.of(weights), turn());
    head.node(name, "MatMul", List.of(x, turned));
  }

  private void addPick(HeadBuilder head, String x) {
    String pick = head.input(PICK, DataType.INT64, 1);
    head.onlyIf(
        "if_pick",
        PICK_ON,
        List.of(PICKED),
        then -> then.node(PICKED, "Gather", List.of(x, pick), integer("axis", 2)));
  }

  private void addScatter(HeadBuilder head, String x, String shape) {
    head.onlyIf(
        "if_scatter",
        SCATTER_ON,
        SCATTER_OUTPUTS,
        then -> {
          String mean = then.reduce(MEAN, "ReduceMean", x, 2);
          String y = then.node("y", "Sub", List.of(x, mean));
          String turned = then.node("y_turned", "Transpose", List.of(y), turn());
          then.node(MOMENT, "MatMul", List.of(y, turned));
          String grid = then.node("y_grid", "Reshape", List.of(y, shape));
          then.reduce(ROW_SUMS, "ReduceSum", grid, 3);
          then.reduce(COLUMN_SUMS, "ReduceSum", grid, 2);
        });
  }

  private void addPredictions(HeadBuilder head, String x) {
    String shift = head.input(SHIFT, DataType.FLOAT, 2);
    List<String> weights =
        List.of(
            head.input(ROW_WEIGHTS, DataType.FLOAT, 2),
            head.input(COLUMN_WEIGHTS, DataType.FLOAT, 2));
    List<String> biases =
        List.of(
            head.input(ROW_BIAS, DataType.FLOAT, 2), head.input(COLUMN_BIAS, DataType.FLOAT, 2));
    head.onlyIf(
        "if_predict",
        PREDICT_ON,
        PREDICTION_OUTPUTS,
        then -> {
          String y = then.node("shifted", "Sub", List.of(x, shift));
          for (int axis = 0; axis < PREDICTION_OUTPUTS.size(); axis++) {
            String name = PREDICTION_OUTPUTS.get(axis);
            String products = then.node(name + "/dot", "MatMul", List.of(weights.get(axis), y));
            String scores = then.node(name + "/score", "Add", List.of(products, biases.get(axis)));
            String best =
                then.node(
                    name + "/best",
                    "ArgMax",
                    List.of(scores),
                    integer("axis", 1),
                    integer("keepdims", 0));
            // the other branch's empty outputs are floats, and so must these be
            then.node(name, "Cast", List.of(best), integer("to", DataType.FLOAT_VALUE));
          }
        });
  }

  private static AttributeProto turn() {
    return HeadBuilder.ints("perm", 0, 2, 1);
  }
}
