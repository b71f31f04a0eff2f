package dev.plumbline.engine.measure.session;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Sums that runs add to. Each lies in memory that is neither the heap's nor ONNX Runtime's, and is
 * an input and an output of a run at once: a run reads what the one before it left, and writes what
 * it comes to in the same place. So nothing is handed over between runs.
 */
public final class RunningSums implements AutoCloseable {

  private static final float[] ZEROS = new float[1 << 16];

  private final DirectMemory memory;
  private final LongConsumer read;
  private final TensorScope scope = new TensorScope();

  /** By the outputs' names. */
  private final Map<String, Sum> sums = new LinkedHashMap<>();

  /** One sum, made when it is needed first. */
  private final class Sum {
    private final String input;
    private final String output;
    private final long[] shape;
    private FloatBuffer values;
    private Tensor tensor;

    Sum(String input, String output, long... shape) {
      this.input = input;
      this.output = output;
      this.shape = shape;
    }

    Tensor tensor() throws SessionException {
      if (tensor == null) {
        long size = Arrays.stream(shape).reduce(Float.BYTES, Math::multiplyExact);
        values = memory.of("sum/" + output, Math.toIntExact(size)).asFloatBuffer();
        tensor = scope.over(values, shape);
      }
      return tensor;
    }
  }

  /**
   * Makes sums of nothing.
   *
   * @param memory what gives the memory
   * @param read hears how many bytes are read
   */
  public RunningSums(DirectMemory memory, LongConsumer read) {
    this.memory = memory;
    this.read = read;
  }

  /**
   * Adds a sum.
   *
   * @param input what the graph calls it before a run
   * @param output what it calls it after the run
   * @param shape its shape, whatever the batch
   */
  public void add(String input, String output, long... shape) {
    sums.put(output, new Sum(input, output, shape));
  }

  /**
   * Makes all sums zero.
   *
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public void clear() throws SessionException {
    for (Sum sum : sums.values()) {
      sum.tensor();
      FloatBuffer values = sum.values.duplicate().clear();
      while (values.hasRemaining()) {
        values.put(ZEROS, 0, Math.min(ZEROS.length, values.remaining()));
      }
    }
  }

  /**
   * Returns what a run that adds to some sums begins with: all of them, since their nodes run
   * together.
   *
   * @param outputs what the run returns
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public Map<String, Tensor> inputs(Set<String> outputs) throws SessionException {
    Map<String, Tensor> inputs = new HashMap<>();
    if (outputs.stream().anyMatch(sums::containsKey)) {
      for (Sum sum : sums.values()) {
        inputs.put(sum.input, sum.tensor());
      }
    }
    return inputs;
  }

  /**
   * Returns the tensors that a run has to write into.
   *
   * @param outputs what the run returns; what is no sum is left out
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public Map<String, Tensor> outputs(Set<String> outputs) throws SessionException {
    Map<String, Tensor> asked = new HashMap<>();
    for (String output : outputs) {
      if (sums.containsKey(output)) {
        asked.put(output, sums.get(output).tensor());
      }
    }
    return asked;
  }

  /** Returns a sum as it lies there, until the next run. */
  public FloatBuffer view(String output) {
    FloatBuffer values = sums.get(output).values.duplicate().clear().asReadOnlyBuffer();
    read.accept((long) values.remaining() * Float.BYTES);
    return values;
  }

  /** Closes the tensors; their memory may be used again. */
  @Override
  public void close() {
    scope.close();
  }
}
