package dev.plumbline.engine.measure.session;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Where heads write what they compute in runs of one size: memory that is neither the heap's nor
 * ONNX Runtime's. What ONNX Runtime allocates for results stays till the run ends, and takes pieces
 * of the room that wide attentions need, for which its arena then grows again. A run overwrites
 * what the one before it wrote, or, of n copies, the n-th before it.
 */
public final class OutputBuffers implements AutoCloseable {

  private final DirectMemory memory;

  /** Shapes by value, without the axis of the batch. */
  private final Map<String, long[]> shapes = new HashMap<>();

  private final Deque<Copy> copies = new ArrayDeque<>();

  /** The tensors of one run. Each copy has its own scope: another's tensors may be being read. */
  private static final class Copy {
    private final String name;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private TensorScope scope = new TensorScope();
    private long batch;

    Copy(String name) {
      this.name = name;
    }

    void close() {
      tensors.clear();
      scope.close();
    }
  }

  /**
   * Makes buffers of no output yet.
   *
   * @param size tells the memory of these runs from that of others
   * @param memory what gives the memory
   * @param count how many runs' results last at once
   */
  public OutputBuffers(String size, DirectMemory memory, int count) {
    this.memory = memory;
    for (int number = 0; number < count; number++) {
      copies.add(new Copy(size + " " + number));
    }
  }

  /** Returns how many runs' results last at once. */
  public int copies() {
    return copies.size();
  }

  /**
   * Gives an output a buffer.
   *
   * @param output the output's name
   * @param ofImage its shape for one image
   */
  public void add(String output, long... ofImage) {
    shapes.put(output, ofImage);
  }

  /**
   * Returns the tensors that a run has to write into.
   *
   * @param outputs the run's outputs; raw values have no buffer
   * @param images how many images it takes
   */
  public Map<String, Tensor> tensors(Set<String> outputs, int images) throws SessionException {
    Copy copy = copies.remove();
    copies.add(copy);
    if (images != copy.batch) {
      copy.close();
      copy.scope = new TensorScope();
      copy.batch = images;
    }
    Map<String, Tensor> asked = new LinkedHashMap<>();
    for (String output : outputs) {
      if (shapes.containsKey(output)) {
        asked.put(output, tensor(copy, output));
      }
    }
    return asked;
  }

  private Tensor tensor(Copy copy, String output) throws SessionException {
    Tensor tensor = copy.tensors.get(output);
    if (tensor == null) {
      long[] shape =
          LongStream.concat(LongStream.of(copy.batch), Arrays.stream(shapes.get(output))).toArray();
      long values = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      int bytes = Math.toIntExact(values * Float.BYTES);
      tensor = copy.scope.over(memory.of(copy.name + "/" + output, bytes).asFloatBuffer(), shape);
      copy.tensors.put(output, tensor);
    }
    return tensor;
  }

  /** Closes the tensors; their memory may be used again. */
  @Override
  public void close() {
    copies.forEach(Copy::close);
  }
}
