package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.List;
import java.util.Set;

/**
 * Group sums where the network's border lies elsewhere. On a crop they are those of {@link
 * GroupSumsHead}. Where the network runs at one size only, shifted windows show the content: from
 * them come tokens, [C, K] of each image, of which the numbers are an input.
 */
public final class CroppedGroupSumsHead extends Head {

  private static final String PICK_ON = "pick_on";
  private static final String PICK = "pick";
  private static final String PICKED = "picked";

  @Override
  Figure figure() {
    return Figure.CROPPED_GROUP_SUMS;
  }

  @Override
  Set<Figure> implied() {
    return Set.of(Figure.GROUP_SUMS);
  }

  @Override
  List<String> switches() {
    return List.of(PICK_ON);
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    String pick = graph.input(PICK, DataType.INT64, 1);
    graph.onlyIf(
        "if_pick",
        HeadBuilder.ADDED + PICK_ON,
        List.of(PICKED),
        then ->
            then.node(
                PICKED, "Gather", List.of(layer.tokens(), pick), HeadBuilder.integer("axis", 2)));
  }

  @Override
  void feedIdle(TappedLayer layer, Feed feed) throws SessionException {
    feed.integers(layer.value(PICK), 0);
  }

  /** Gives a run on a shifted window the numbers of the tokens that it returns of a layer. */
  static void feedPick(MeasuredLayer layer, int[] tokens, Feed feed) throws SessionException {
    feed.integers(layer.value(PICK), tokens);
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return switch (run.kind()) {
      case TRAINING, TEST -> List.of();
      case CROPPED ->
          layer.margin().isPresent()
              ? List.of(Part.always(NormsHead.NORMS), GroupSumsHead.WHOLE)
              : List.of();
      case SHIFTED ->
          layer.shift().isPresent() ? List.of(Part.where(PICK_ON, List.of(PICKED))) : List.of();
    };
  }

  /** Reads the tokens that a run on a shifted window returned, [C, K]. */
  public static float[] readPicked(RunOutputs run, MeasuredLayer layer, int image) {
    return run.floats(layer.value(PICKED), image);
  }
}
