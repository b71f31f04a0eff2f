package dev.plumbline.engine.measure.heads;

import static dev.plumbline.engine.measure.heads.HeadBuilder.integer;

import dev.plumbline.api.spi.ChannelSums;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.List;
import java.util.Optional;

/**
 * How far values go in each channel, in one value [C, 5] of each image: the mean, the sum of
 * squares about it, the mean magnitude, the largest one, and the sum of squares of what the layer's
 * module adds about its mean; 0 where the layer is no such sum.
 */
final class ChannelSumsHead extends Head {

  private static final String ON = "channel_sums_on";
  private static final String SUMS = "channel_sums";
  private static final int COLUMNS = 5;
  private static final int TOKENS = 2;

  @Override
  Figure figure() {
    return Figure.CHANNEL_SUMS;
  }

  @Override
  List<String> switches() {
    return List.of(ON);
  }

  @Override
  boolean readsCentred() {
    return true;
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    graph.onlyIf(
        "if_channel_sums",
        HeadBuilder.ADDED + ON,
        List.of(SUMS),
        then -> {
          LayerValues.Centred centred = layer.centred().orElseThrow();
          String squares = squares(then, "channel_squares", centred.tokens());
          String sizes = then.node("sizes", "Abs", List.of(layer.tokens()));
          String magnitude = then.reduce("magnitude", "ReduceMean", sizes, TOKENS);
          String largest = then.reduce("largest", "ReduceMax", sizes, TOKENS);
          String added =
              layer
                  .added()
                  .map(nodes -> nodes.apply(then))
                  .map(values -> ofAdded(then, values))
                  .orElseGet(() -> then.node("nothing", "Sub", List.of(squares, squares)));
          List<String> columns = List.of(centred.mean(), squares, magnitude, largest, added);
          then.node(SUMS, "Concat", columns, integer("axis", TOKENS));
        });
  }

  private static String ofAdded(HeadBuilder graph, String added) {
    String mean = graph.reduce("added_mean", "ReduceMean", added, TOKENS);
    String about = graph.node("added_about", "Sub", List.of(added, mean));
    return squares(graph, "added_squares", about);
  }

  /** Adds Σ (x − mean)² over tokens; Σx² − n·mean² would lose most digits about a large mean. */
  private static String squares(HeadBuilder graph, String name, String about) {
    String squared = graph.node(name + "/squared", "Mul", List.of(about, about));
    return graph.reduce(name, "ReduceSum", squared, TOKENS);
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.isWhole() ? List.of(Part.where(ON, List.of(SUMS))) : List.of();
  }

  @Override
  void allocate(LayerGrid grid, OutputBuffers buffers) {
    buffers.add(grid.value(SUMS), grid.channels(), COLUMNS);
  }

  static ChannelSums read(RunOutputs run, MeasuredLayer layer, int image) {
    float[] sums = run.floats(layer.value(SUMS), image);
    return new ChannelSums(
        column(sums, 0),
        column(sums, 1),
        column(sums, 2),
        column(sums, 3),
        layer.tap().residual().isPresent() ? Optional.of(column(sums, 4)) : Optional.empty());
  }

  private static float[] column(float[] sums, int column) {
    float[] values = new float[sums.length / COLUMNS];
    for (int c = 0; c < values.length; c++) {
      values[c] = sums[c * COLUMNS + column];
    }
    return values;
  }
}
