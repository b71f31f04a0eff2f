package dev.plumbline.engine.measure.heads;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.measure.session.DirectMemory;
import dev.plumbline.engine.measure.session.TensorScope;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputBuffersTest {

  private static final LayerName NAME = new LayerName("conv_in");
  private static final MeasuredLayer LAYER =
      new MeasuredLayer(
          new TappedLayer(NAME, "conv_in", Set.of(), false),
          new LayerRun(new LayerShape(NAME, 4, 2, 3), Optional.empty()),
          OptionalInt.empty(),
          OptionalInt.empty());
  private static final String MEAN = LAYER.value(StatisticHeads.MEAN);

  private OutputBuffers buffers;

  private void open(int copies) {
    List<TensorScope> scopes =
        Stream.generate(() -> new TensorScope(OrtEnvironment.getEnvironment()))
            .limit(copies)
            .toList();
    buffers = new OutputBuffers("full", new DirectMemory(), scopes);
    buffers.addWhole(List.of(LAYER));
  }

  @AfterEach
  void close() {
    buffers.close();
  }

  private OnnxTensor mean(int images) throws OrtException {
    OnnxTensor tensor = buffers.tensors(Set.of(MEAN), images).get(MEAN);
    assertThat(tensor.getInfo().getShape()).containsExactly(images, 4, 1);
    return tensor;
  }

  /** Writes where ONNX Runtime would. */
  private static void write(OnnxTensor tensor, float value) {
    values(tensor).put(0, value);
  }

  private static FloatBuffer values(OnnxTensor tensor) {
    return (FloatBuffer) tensor.getBufferRef().orElseThrow();
  }

  @Test
  void oneCopyIsOverwrittenByTheNextRun() throws OrtException {
    open(1);

    assertThat(mean(2)).isSameAs(mean(2));
  }

  @Test
  void ofTwoCopiesEachSecondRunHasTheSame() throws OrtException {
    open(2);
    OnnxTensor first = mean(2);
    write(first, 1);
    write(mean(2), 2);

    assertThat(values(first).get(0)).isEqualTo(1);
    assertThat(mean(2)).isSameAs(first);
  }

  @Test
  void aSmallerBatchLeavesTheOtherCopyAsItIs() throws OrtException {
    open(2);
    OnnxTensor whole = mean(3);
    write(whole, 1);
    write(mean(1), 2);

    assertThat(whole.isClosed()).isFalse();
    assertThat(values(whole).get(0)).isEqualTo(1);
  }
}
