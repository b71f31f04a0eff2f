package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.memory.ResultSize;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.nio.FloatBuffer;
import java.util.List;

/** Every value of the layer, [C, H, W] of each image. They have no buffer: few runs return them. */
public final class RepresentationHead extends Head {

  /** What the layer's values are called. */
  static final String VALUES = "values";

  @Override
  Figure figure() {
    return Figure.REPRESENTATION;
  }

  @Override
  boolean isExplored() {
    return true;
  }

  @Override
  ResultSize size() {
    return ResultSize.VALUES;
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    graph.output(layer.grid());
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.isWhole() ? List.of(Part.always(VALUES)) : List.of();
  }

  /** Returns the output that a run has to return beyond its figures for values to be read of it. */
  public static String output(MeasuredLayer layer) {
    return layer.value(VALUES);
  }

  /** Returns an image's values, a copy of its own. */
  public static float[] read(RunOutputs run, MeasuredLayer layer, int image) {
    return run.floats(layer.value(VALUES), image);
  }

  /** Returns an image's values as they lie in the run's memory, until the next run of its size. */
  public static FloatBuffer view(RunOutputs run, MeasuredLayer layer, int image) {
    return run.view(layer.value(VALUES), image);
  }
}
