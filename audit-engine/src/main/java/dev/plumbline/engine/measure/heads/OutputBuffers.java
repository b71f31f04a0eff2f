package dev.plumbline.engine.measure.heads;

import static dev.plumbline.engine.measure.heads.StatisticHeads.CENTRED_NORMS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.CENTRED_SUMS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.COLUMNS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.COLUMN_SUMS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.CONTROL_NORMS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.CONTROL_SUMS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.CORNER;
import static dev.plumbline.engine.measure.heads.StatisticHeads.MEAN;
import static dev.plumbline.engine.measure.heads.StatisticHeads.MOMENT;
import static dev.plumbline.engine.measure.heads.StatisticHeads.NORMS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.ROWS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.ROW_SUMS;
import static dev.plumbline.engine.measure.heads.StatisticHeads.SUMS;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.plumbline.engine.measure.session.DirectMemory;
import dev.plumbline.engine.measure.session.TensorScope;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private TensorScope scope;
    private long batch;

    Copy(String name, TensorScope scope) {
      this.name = name;
      this.scope = scope;
    }

    void close() {
      tensors.clear();
      scope.close();
    }
  }

  /**
   * Makes buffers of no layer yet.
   *
   * @param size tells the memory of these runs from that of others
   * @param memory what gives the memory
   * @param scopes a new scope for each copy
   */
  public OutputBuffers(String size, DirectMemory memory, List<TensorScope> scopes) {
    this.memory = memory;
    for (TensorScope scope : scopes) {
      copies.add(new Copy(size + " " + copies.size(), scope));
    }
  }

  /** Adds layers as they are in runs at full size. */
  public void addWhole(List<MeasuredLayer> layers) {
    for (MeasuredLayer layer : layers) {
      int windows = layer.margin().isPresent() ? 2 : 1;
      add(layer, layer.shape().height(), layer.shape().width(), windows);
    }
  }

  /** Adds layers as they are in cropped runs, if they have a control there. */
  public void addCropped(List<MeasuredLayer> layers) {
    for (MeasuredLayer layer : layers) {
      if (layer.margin().isPresent()) {
        int cut = 2 * layer.margin().getAsInt();
        add(layer, layer.shape().height() - cut, layer.shape().width() - cut, 1);
      }
    }
  }

  /** Adds all that {@link StatisticHeads} compute of a layer that has a size of its own. */
  private void add(MeasuredLayer layer, long h, long w, int windows) {
    long c = layer.shape().channels();
    long groups = (long) windows * GroupMasks.ORDER.size();
    put(layer, NORMS, 1, h * w);
    put(layer, CENTRED_NORMS, 1, h * w);
    put(layer, CONTROL_NORMS, 1, h * w);
    put(layer, CORNER, 1, h * w);
    put(layer, SUMS, c, groups);
    put(layer, CENTRED_SUMS, c, groups);
    put(layer, CONTROL_SUMS, c, groups);
    put(layer, MEAN, c, 1);
    put(layer, MOMENT, c, c);
    put(layer, ROW_SUMS, c, h, 1);
    put(layer, COLUMN_SUMS, c, 1, w);
    put(layer, ROWS, h * w);
    put(layer, COLUMNS, h * w);
  }

  private void put(MeasuredLayer layer, String name, long... ofImage) {
    shapes.put(layer.value(name), ofImage);
  }

  /**
   * Returns the tensors that a run has to write into.
   *
   * @param outputs the run's outputs; raw values have no buffer
   * @param images how many images it takes
   */
  public Map<String, OnnxTensor> tensors(Set<String> outputs, int images) throws OrtException {
    Copy copy = copies.remove();
    copies.add(copy);
    if (images != copy.batch) {
      copy.close();
      copy.scope = copy.scope.sibling();
      copy.batch = images;
    }
    Map<String, OnnxTensor> asked = new LinkedHashMap<>();
    for (String output : outputs) {
      if (shapes.containsKey(output)) {
        asked.put(output, tensor(copy, output));
      }
    }
    return asked;
  }

  private OnnxTensor tensor(Copy copy, String output) throws OrtException {
    OnnxTensor tensor = copy.tensors.get(output);
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
