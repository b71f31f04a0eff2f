package dev.plumbline.engine.measure.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputBuffersTest {

  private static final String MEAN = "audit/conv_in/mean";

  private OutputBuffers buffers;

  private void open(int copies) {
    buffers = new OutputBuffers("full", new DirectMemory(), copies);
    buffers.add(MEAN, 4, 1);
  }

  @AfterEach
  void close() {
    buffers.close();
  }

  private OnnxTensor mean(int images) throws SessionException {
    OnnxTensor tensor = buffers.tensors(Set.of(MEAN), images).get(MEAN).onnx();
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
  void oneCopyIsOverwrittenByTheNextRun() throws SessionException {
    open(1);

    assertThat(mean(2)).isSameAs(mean(2));
  }

  @Test
  void ofTwoCopiesEachSecondRunHasTheSame() throws SessionException {
    open(2);
    OnnxTensor first = mean(2);
    write(first, 1);
    write(mean(2), 2);

    assertThat(values(first).get(0)).isEqualTo(1);
    assertThat(mean(2)).isSameAs(first);
  }

  @Test
  void aSmallerBatchLeavesTheOtherCopyAsItIs() throws SessionException {
    open(2);
    OnnxTensor whole = mean(3);
    write(whole, 1);
    write(mean(1), 2);

    assertThat(whole.isClosed()).isFalse();
    assertThat(values(whole).get(0)).isEqualTo(1);
  }
}
