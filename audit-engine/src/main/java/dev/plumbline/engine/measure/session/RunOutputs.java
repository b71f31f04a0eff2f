package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import dev.plumbline.engine.input.files.NumpyArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What came out of one run of a batch, copied out value by value when asked for. */
public final class RunOutputs implements AutoCloseable {

  private final OrtSession.Result result;
  private final Set<String> pinned;
  private final int batch;
  private final Map<String, float[]> copies = new ConcurrentHashMap<>();

  /**
   * Makes the outputs of a run.
   *
   * @param result what ONNX Runtime returned
   * @param pinned the values that it wrote into memory of ours
   * @param batch how many images it took
   */
  RunOutputs(OrtSession.Result result, Set<String> pinned, int batch) {
    this.result = result;
    this.pinned = pinned;
    this.batch = batch;
  }

  /** Tells whether a value was returned. */
  public boolean has(String name) {
    return result.get(name).isPresent();
  }

  /** Returns a value of int64 whose first axis is not the batch. */
  public long[] longs(String name) {
    return tensor(name).getLongBuffer().array();
  }

  /** Returns one image's part of a value whose first axis is the batch. */
  public float[] floats(String name, int image) {
    float[] all = copies.computeIfAbsent(name, n -> heap(tensor(n).getFloatBuffer()));
    if (batch == 1) {
      return all;
    }
    int size = all.length / batch;
    return Arrays.copyOfRange(all, image * size, (image + 1) * size);
  }

  /**
   * Returns the same of a value that is large and read once, as it lies in the memory that the run
   * wrote it into, if that is ours. The next run of the same size overwrites it.
   */
  public FloatBuffer view(String name, int image) {
    if (!pinned.contains(name)) { // one copy of a batch serves all its images
      return batch == 1 ? tensor(name).getFloatBuffer() : FloatBuffer.wrap(floats(name, image));
    }
    FloatBuffer all = (FloatBuffer) tensor(name).getBufferRef().orElseThrow();
    int size = all.capacity() / batch;
    return all.slice(image * size, size).asReadOnlyBuffer();
  }

  /** Returns a whole value, all images of it. */
  public NumpyArray array(String name) {
    OnnxTensor tensor = tensor(name);
    return new NumpyArray(tensor.getInfo().getShape(), heap(tensor.getFloatBuffer()));
  }

  /** Values of half precision are converted into memory that no array is behind. */
  private static float[] heap(FloatBuffer values) {
    if (values.hasArray()) {
      return values.array();
    }
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }

  /** Tells whether a value's numbers are of half precision. */
  public boolean isHalfPrecision(String name) {
    OnnxJavaType type = tensor(name).getInfo().type;
    return type == OnnxJavaType.FLOAT16 || type == OnnxJavaType.BFLOAT16;
  }

  public int integer(String name, int image) {
    return tensor(name).getIntBuffer().get(image);
  }

  private OnnxTensor tensor(String name) {
    return (OnnxTensor)
        result
            .get(name)
            .orElseThrow(() -> new IllegalStateException("The run did not return " + name));
  }

  @Override
  public void close() {
    result.close();
  }
}
