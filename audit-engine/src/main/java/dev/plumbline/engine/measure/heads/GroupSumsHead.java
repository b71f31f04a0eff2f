package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.GroupSums;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.windows.GroupMasks;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of unit tokens over the groups of tokens [C, G] of each image, G groups given as membership
 * masks; the same of tokens less the mean token, with the norms that those have [1, T]; and the
 * cosines of all tokens with the first [1, T], which is the corner at the top left.
 */
final class GroupSumsHead extends Head {

  private static final double SMALLEST_NORM = 1e-12;
  private static final String ON = "groups_on";
  private static final String GROUPS = "groups";
  private static final String SUMS = "sums";
  private static final String CENTRED_SUMS = "centred_sums";
  private static final String CENTRED_NORMS = "centred_norms";
  private static final String CORNER = "corner";

  private static final String CONTROL_ON = "control_on";
  private static final String WINDOW = "window";
  private static final String CONTROL_SUMS = "control_sums";
  private static final String CONTROL_NORMS = "control_norms";

  /** What comes out of the whole window of a run. */
  static final Part WHOLE = Part.where(ON, List.of(SUMS, CENTRED_SUMS, CENTRED_NORMS, CORNER));

  private static final Part CONTROL = Part.where(CONTROL_ON, List.of(CONTROL_SUMS, CONTROL_NORMS));

  @Override
  Figure figure() {
    return Figure.GROUP_SUMS;
  }

  @Override
  List<String> switches() {
    return List.of(ON, CONTROL_ON);
  }

  @Override
  boolean readsCentred() {
    return true;
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    String groups = graph.input(GROUPS, DataType.FLOAT, 2);
    String window = graph.input(WINDOW, DataType.FLOAT, 2);
    graph.onlyIf(
        "if_groups",
        HeadBuilder.ADDED + ON,
        WHOLE.outputs(),
        then -> {
          unitSums(then, SUMS, layer.tokens(), layer.norms(), groups);
          cornerSimilarity(then, layer.tokens(), layer.norms());
          String centred = layer.centred().orElseThrow().tokens();
          centredSums(then, CENTRED_SUMS, CENTRED_NORMS, layer, centred, groups);
        });
    graph.onlyIf(
        "if_control",
        HeadBuilder.ADDED + CONTROL_ON,
        CONTROL.outputs(),
        then -> {
          String mean = then.node("window_mean", "MatMul", List.of(layer.tokens(), window));
          String centred = then.node("window_centred", "Sub", List.of(layer.tokens(), mean));
          centredSums(then, CONTROL_SUMS, CONTROL_NORMS, layer, centred, groups);
        });
  }

  /** x₀ᵀx / (‖x₀‖·‖x‖) of each token x, x₀ the first. */
  private static void cornerSimilarity(HeadBuilder graph, String x, String norms) {
    String first = graph.constant(CORNER + "/first", 0L);
    String smallest = graph.constant(CORNER + "/smallest", (float) SMALLEST_NORM);
    String token =
        graph.node(CORNER + "/token", "Gather", List.of(x, first), HeadBuilder.integer("axis", 2));
    String turned = graph.node(CORNER + "/turned", "Transpose", List.of(token), HeadBuilder.turn());
    String dots = graph.node(CORNER + "/dot", "MatMul", List.of(turned, x));
    String atLeast = graph.node(CORNER + "/norms", "Max", List.of(norms, smallest));
    String norm =
        graph.node(
            CORNER + "/norm", "Gather", List.of(atLeast, first), HeadBuilder.integer("axis", 2));
    String ofUnit = graph.node(CORNER + "/of_unit", "Div", List.of(dots, norm));
    graph.node(CORNER, "Div", List.of(ofUnit, atLeast));
  }

  /** Adds the sums of tokens less a mean token, and the norms that those have. */
  private static void centredSums(
      HeadBuilder graph,
      String sums,
      String norms,
      LayerValues layer,
      String centred,
      String groups) {
    unitSums(graph, sums, centred, NormsHead.norms(graph, norms, layer.ones(), centred), groups);
  }

  /** X · (M/‖x‖)ᵀ: the unit tokens themselves are never made. */
  private static void unitSums(
      HeadBuilder graph, String name, String x, String norms, String groups) {
    String smallest = graph.constant(name + "/smallest", (float) SMALLEST_NORM);
    String atLeast = graph.node(name + "/norms", "Max", List.of(norms, smallest));
    String weights = graph.node(name + "/weights", "Div", List.of(groups, atLeast));
    String turned = graph.node(name + "/turned", "Transpose", List.of(weights), HeadBuilder.turn());
    graph.node(name, "MatMul", List.of(x, turned));
  }

  @Override
  void feedIdle(TappedLayer layer, Feed feed) throws SessionException {
    feed.nothing(layer.value(GROUPS));
    feed.nothing(layer.value(WINDOW));
  }

  @Override
  void feed(HeadRun.Kind kind, MeasuredLayer layer, Feed feed) throws SessionException {
    boolean control = layer.margin().isPresent();
    if (kind == HeadRun.Kind.CROPPED && control) {
      feed.floats(
          layer.value(GROUPS),
          GroupMasks.matrix(layer.croppedMasks()),
          GroupMasks.ORDER.size(),
          layer.croppedMasks().tokens());
    } else if (kind == HeadRun.Kind.TRAINING || kind == HeadRun.Kind.TEST) {
      float[] matrix =
          control
              ? GroupMasks.matrix(layer.fullMasks(), layer.controlMasks())
              : GroupMasks.matrix(layer.fullMasks());
      int tokens = layer.shape().tokens();
      feed.floats(layer.value(GROUPS), matrix, matrix.length / tokens, tokens);
      GroupMasks window = control ? layer.controlMasks() : layer.fullMasks();
      feed.floats(layer.value(WINDOW), window.windowMean(), tokens, 1);
    }
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return !run.isWhole()
        ? List.of()
        : layer.margin().isPresent() ? List.of(WHOLE, CONTROL) : List.of(WHOLE);
  }

  @Override
  void allocate(LayerGrid grid, OutputBuffers buffers) {
    buffers.add(grid.value(CENTRED_NORMS), 1, grid.tokens());
    buffers.add(grid.value(CONTROL_NORMS), 1, grid.tokens());
    buffers.add(grid.value(CORNER), 1, grid.tokens());
    long groups = (long) grid.windows() * GroupMasks.ORDER.size();
    for (String sums : List.of(SUMS, CENTRED_SUMS, CONTROL_SUMS)) {
      buffers.add(grid.value(sums), grid.channels(), groups);
    }
  }

  static float[] readCornerSimilarity(RunOutputs run, MeasuredLayer layer, int image) {
    return run.floats(layer.value(CORNER), image);
  }

  /** Reads the sums of the whole window of a run. */
  static GroupSums read(
      RunOutputs run, MeasuredLayer layer, GroupMasks masks, boolean centred, int image) {
    float[] all = run.floats(layer.value(centred ? CENTRED_SUMS : SUMS), image);
    float[] norms = run.floats(layer.value(centred ? CENTRED_NORMS : NormsHead.NORMS), image);
    return sums(layer, all, norms, masks, 0);
  }

  /** Reads the sums of the window of a whole run that shows what a crop does. */
  static GroupSums readControl(RunOutputs run, MeasuredLayer layer, boolean centred, int image) {
    float[] all = run.floats(layer.value(centred ? CONTROL_SUMS : SUMS), image);
    float[] norms = run.floats(layer.value(centred ? CONTROL_NORMS : NormsHead.NORMS), image);
    return sums(layer, all, norms, layer.controlMasks(), GroupMasks.ORDER.size());
  }

  /**
   * Takes the groups of one window out of sums [C, G].
   *
   * @param layer the layer
   * @param all the sums
   * @param tokenNorms the norms of the tokens that were summed
   * @param masks which token is in which group
   * @param firstGroup the first of the groups that belong to the masks
   */
  private static GroupSums sums(
      MeasuredLayer layer, float[] all, float[] tokenNorms, GroupMasks masks, int firstGroup) {
    int channels = layer.shape().channels();
    int groups = all.length / channels;
    Map<TokenGroup, float[]> sums = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Double> squares = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Integer> counts = new EnumMap<>(TokenGroup.class);
    for (TokenGroup group : GroupMasks.ORDER) {
      float[] sum = new float[channels];
      for (int c = 0; c < channels; c++) {
        sum[c] = all[c * groups + firstGroup + GroupMasks.ORDER.indexOf(group)];
      }
      sums.put(group, sum);
      squares.put(group, 0.0);
      counts.put(group, 0);
    }
    for (int token = 0; token < masks.tokens(); token++) {
      TokenGroup group = masks.group(token);
      if (group != null) {
        double unit = tokenNorms[token] / Math.max(tokenNorms[token], SMALLEST_NORM);
        squares.merge(group, unit * unit, Double::sum);
        counts.merge(group, 1, Integer::sum);
      }
    }
    return new GroupSums(sums, squares, counts);
  }
}
