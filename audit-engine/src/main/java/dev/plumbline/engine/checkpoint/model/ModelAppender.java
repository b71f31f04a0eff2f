package dev.plumbline.engine.checkpoint.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import dev.plumbline.engine.plan.UserError;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Adds nodes, inputs, outputs and initialisers to a model without parsing its weights.
 *
 * <p>Serialised protobuf messages merge when they are concatenated: repeated fields append, and the
 * embedded graph merges field by field.
 */
public final class ModelAppender {

  private ModelAppender() {}

  /**
   * Appends to a model.
   *
   * @param index the model's index
   * @param extra what is added; its nodes must be valid in the model's operator set. Its outputs
   *     need only a name: that of an added value or of any value in the model but one that already
   *     is an output. A name of the graph is left out.
   * @return the model with the additions; its large weights are references into the model's file
   * @throws UserError if an added name is already taken, or if the model's external data are
   *     missing, cut off or out of reach
   */
  public static AppendedModel append(GraphIndex index, GraphProto extra) {
    refuseCollisions(index, extra);
    byte[] added =
        ModelProto.newBuilder().setGraph(extra.toBuilder().clearName()).build().toByteArray();
    ExternalData external = ExternalData.of(index);
    EmbeddedWeights.Slim model = EmbeddedWeights.reference(index.file(), external.modelName());
    byte[] bytes = external.moved() ? external.rename(model.bytes()) : model.bytes();
    return new AppendedModel(concatenated(bytes, added), external.folder(model.references() > 0));
  }

  private static byte[] concatenated(byte[] model, byte[] added) {
    byte[] bytes = Arrays.copyOf(model, Math.addExact(model.length, added.length));
    System.arraycopy(added, 0, bytes, model.length, added.length);
    return bytes;
  }

  private static void refuseCollisions(GraphIndex index, GraphProto extra) {
    Set<String> values = new HashSet<>();
    Set<String> nodes = new HashSet<>();
    index.inputs().forEach(input -> values.add(input.name()));
    index.initializers().forEach(initializer -> values.add(initializer.name()));
    for (GraphNode node : index.nodes()) {
      nodes.add(node.name());
      values.addAll(node.outputs());
    }
    values.remove("");
    nodes.remove("");
    for (NodeProto node : extra.getNodeList()) {
      add(index, nodes, node.getName(), "node");
      node.getOutputList().forEach(output -> add(index, values, output, "value"));
    }
    for (ValueInfoProto input : extra.getInputList()) {
      add(index, values, input.getName(), "value");
    }
    for (TensorProto initializer : extra.getInitializerList()) {
      add(index, values, initializer.getName(), "value");
    }
    Set<String> outputs = new HashSet<>();
    index.outputs().forEach(output -> outputs.add(output.name()));
    extra.getOutputList().forEach(output -> add(index, outputs, output.getName(), "output"));
  }

  private static void add(GraphIndex index, Set<String> taken, String name, String kind) {
    if (!name.isEmpty() && !taken.add(name)) {
      throw new UserError(
          index.file()
              + " cannot be measured: the "
              + kind
              + " '"
              + name
              + "' would be there twice. Was it saved from an instrumented model? Give the"
              + " original export.");
    }
  }
}
