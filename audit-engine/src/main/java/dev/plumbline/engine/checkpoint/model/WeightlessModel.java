package dev.plumbline.engine.checkpoint.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.plan.UserError;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model whose large weights are inputs. It cannot be run, and its session is made in no time: the
 * shapes of its values follow from those of its inputs.
 */
public final class WeightlessModel {

  private static final String ELSEWHERE = "elsewhere";

  private WeightlessModel() {}

  /**
   * Makes such a model.
   *
   * @param index the model that it is made of
   * @param shapes the shapes of some of its inputs
   * @param outputs what its outputs are in place of the model's own: names of its values
   * @return the serialised model
   * @throws UserError if the model cannot be read
   */
  public static byte[] of(
      GraphIndex index, Map<String, long[]> shapes, Collection<String> outputs) {
    byte[] slim = EmbeddedWeights.reference(index.file(), Optional.of(ELSEWHERE)).bytes();
    ModelProto.Builder model;
    try {
      model = ModelProto.parseFrom(slim).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new UserError(
          index.file() + " is damaged (" + e.getMessage() + "). Export it again.", e);
    }
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.clearValueInfo(); // shapes that are declared may be those of another size
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      if (shapes.containsKey(input.getName())) {
        input.getTypeBuilder().getTensorTypeBuilder().setShape(shape(shapes.get(input.getName())));
      }
    }
    withoutWeights(graph);
    graph.clearOutput();
    outputs.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    return model.build().toByteArray();
  }

  private static void withoutWeights(GraphProto.Builder graph) {
    Set<String> inputs = new HashSet<>();
    graph.getInputList().forEach(input -> inputs.add(input.getName()));
    List<TensorProto> all = List.copyOf(graph.getInitializerList());
    graph.clearInitializer();
    for (TensorProto tensor : all) {
      if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
        graph.addInitializer(tensor);
      } else if (!inputs.contains(tensor.getName())) { // old models list weights as inputs
        long[] dims = tensor.getDimsList().stream().mapToLong(dim -> dim).toArray();
        graph.addInput(
            ValueInfoProto.newBuilder()
                .setName(tensor.getName())
                .setType(
                    TypeProto.newBuilder()
                        .setTensorType(
                            TypeProto.Tensor.newBuilder()
                                .setElemType(tensor.getDataType())
                                .setShape(shape(dims)))));
      }
    }
  }

  private static TensorShapeProto shape(long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    return shape.build();
  }
}
