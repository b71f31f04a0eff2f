package dev.plumbline.engine.measure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.checkpoint.model.UnetRuns;
import dev.plumbline.engine.checkpoint.model.UnetRuns.Fetched;
import dev.plumbline.engine.checkpoint.model.WeightlessModel;
import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.plan.SomeOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Shapes that are inferred, against those that values have. */
@Tag("heavy")
class InferredValueTest {

  private static final int TOKENS = 7;

  private static Sessions sessions() {
    return new Devices(SomeOptions.cpu(1), new Heard(), Optional.empty()).first();
  }

  private static byte[] weightless(GraphIndex index, List<LocatedLayer> layers, int size) {
    NetworkInterface unet = NetworkInterface.of(index);
    Map<String, long[]> shapes =
        Map.of(
            unet.sample().name(),
            new long[] {1, 4, size, size},
            unet.encoderHiddenStates().name(),
            new long[] {1, TOKENS, unet.contextWidth().orElseThrow()});
    return WeightlessModel.of(index, shapes, layers.stream().map(LocatedLayer::tensor).toList());
  }

  @ParameterizedTest
  @FieldSource("dev.plumbline.engine.checkpoint.TestModels#VARIANTS")
  void theyAreThoseOfTheRun(String variant) throws SessionException {
    GraphIndex index = GraphIndex.read(TestModels.variant(variant));
    List<LocatedLayer> layers = LayerLocator.locate(index).layers();
    for (int size : new int[] {UnetRuns.SMALL, 24}) {
      Map<String, Fetched> fetched = UnetRuns.withLayers(index, layers, size);

      Map<String, InferredValue> inferred = sessions().infer(weightless(index, layers, size));

      for (LocatedLayer layer : layers) {
        InferredValue value = inferred.get(layer.tensor());
        assertThat(value.isKnown(4)).as(layer.toString()).isTrue();
        assertThat(Arrays.copyOfRange(value.shape(), 1, 4))
            .containsExactly(Arrays.copyOfRange(fetched.get(layer.tensor()).shape(), 1, 4));
        assertThat(value.halfPrecision()).isEqualTo(variant.equals("float16"));
      }
    }
  }

  /** Latents of 20 do not divide by 8: a run fails where what was halved is put together. */
  @Test
  void aSizeThatTheGraphDoesNotTakeIsRefused() {
    GraphIndex index = GraphIndex.read(TestModels.variant("torchscript"));
    byte[] model = weightless(index, LayerLocator.locate(index).layers(), 20);

    assertThatThrownBy(() -> sessions().infer(model)).isInstanceOf(SessionException.class);
  }

  @Test
  void whatIsNotKnownIsNoShape() {
    assertThat(new InferredValue(new long[] {-1, 8, 4, 4}, false).isKnown(4)).isTrue();
    assertThat(new InferredValue(new long[] {1, 8, -1, 4}, false).isKnown(4)).isFalse();
    assertThat(new InferredValue(new long[] {1, 8, 4}, false).isKnown(4)).isFalse();
  }
}
