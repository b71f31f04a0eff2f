package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.Scatter;
import dev.plumbline.engine.measure.memory.ResultSize;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.List;

/**
 * The second moment of each image's tokens about their mean, and where rows and columns lie: the
 * mean [C, 1], the moment [C, C], the sums of rows [C, H, 1] and of columns [C, 1, W].
 */
final class ScatterHead extends Head {

  private static final String ON = "scatter_on";
  private static final String MEAN = "mean";
  private static final String MOMENT = "moment";
  private static final String ROW_SUMS = "row_sums";
  private static final String COLUMN_SUMS = "column_sums";
  private static final List<String> OUTPUTS = List.of(MEAN, MOMENT, ROW_SUMS, COLUMN_SUMS);

  @Override
  Figure figure() {
    return Figure.SCATTER;
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
    return ResultSize.CHANNELS_SQUARED;
  }

  @Override
  List<String> switches() {
    return List.of(ON);
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    graph.onlyIf(
        "if_scatter",
        HeadBuilder.ADDED + ON,
        OUTPUTS,
        then -> {
          LayerValues.Centred centred = layer.centred().orElseThrow();
          then.node(MEAN, "Identity", List.of(centred.mean()));
          String y = centred.tokens();
          String turned = then.node("y_turned", "Transpose", List.of(y), HeadBuilder.turn());
          then.node(MOMENT, "MatMul", List.of(y, turned));
          String grid = then.node("y_grid", "Reshape", List.of(y, layer.shape()));
          then.reduce(ROW_SUMS, "ReduceSum", grid, 3);
          then.reduce(COLUMN_SUMS, "ReduceSum", grid, 2);
        });
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.kind() == HeadRun.Kind.TRAINING ? List.of(Part.where(ON, OUTPUTS)) : List.of();
  }

  @Override
  void allocate(LayerGrid grid, OutputBuffers buffers) {
    long c = grid.channels();
    buffers.add(grid.value(MEAN), c, 1);
    buffers.add(grid.value(MOMENT), c, c);
    buffers.add(grid.value(ROW_SUMS), c, grid.height(), 1);
    buffers.add(grid.value(COLUMN_SUMS), c, 1, grid.width());
  }

  static Scatter read(RunOutputs run, MeasuredLayer layer, int image) {
    return new Scatter(
        run.floats(layer.value(MEAN), image),
        run.view(layer.value(MOMENT), image),
        run.floats(layer.value(ROW_SUMS), image),
        run.floats(layer.value(COLUMN_SUMS), image));
  }
}
