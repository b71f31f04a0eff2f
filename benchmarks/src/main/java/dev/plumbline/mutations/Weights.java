package dev.plumbline.mutations;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.mutations.Parameter.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A U-Net's file in memory, of which weights can be changed: an export of TorchScript's exporter in
 * float32 with its weights embedded, whose nodes are named by the modules that they are in.
 *
 * <p>Tensors that modules share in the file, since the exporter stores equal ones once, become one
 * for each module, as they are in a state dict.
 */
final class Weights {

  /** What uses tensors that were trained; the table of the timestep's frequencies was not. */
  private static final Set<String> OPERATORS =
      Set.of("Conv", "Gemm", "MatMul", "Add", "Mul", "LayerNormalization");

  private final ModelProto.Builder model;
  private final Map<String, Integer> indices = new HashMap<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  private Weights(ModelProto.Builder model) {
    this.model = model;
    index();
    Set<String> graphOutputs = new HashSet<>();
    model.getGraph().getOutputList().forEach(output -> graphOutputs.add(output.getName()));
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("Identity")
          && indices.containsKey(node.getInput(0))
          && !graphOutputs.contains(node.getOutput(0))) {
        copy(node.getInput(0), node.getOutput(0));
      } else {
        nodes.add(node.getName().startsWith("/") ? visit(node) : node);
      }
    }
    model.getGraphBuilder().clearNode().addAllNode(nodes);
  }

  private void index() {
    indices.clear();
    for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
      TensorProto tensor = model.getGraph().getInitializer(i);
      if (tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE && tensor.getDimsCount() > 0) {
        indices.put(tensor.getName(), i);
      }
    }
  }

  private void copy(String tensor, String name) {
    GraphProto.Builder graph = model.getGraphBuilder();
    TensorProto original = graph.getInitializer(indices.get(tensor));
    indices.put(name, graph.getInitializerCount());
    graph.addInitializer(original.toBuilder().setName(name));
  }

  /**
   * Reads a U-Net.
   *
   * @param onnx its file
   * @throws UserError if no weight was found whose module is known
   */
  static Weights read(Path onnx) throws IOException {
    Weights weights = new Weights(ModelProto.parseFrom(Files.readAllBytes(onnx)).toBuilder());
    if (weights.parameters.isEmpty()) {
      throw new UserError(
          onnx
              + " cannot be mutated: no node in a module uses an embedded float32 weight. Give an"
              + " export by TorchScript's exporter.");
    }
    return weights;
  }

  /** Notes the tensors that a node uses, and returns it using tensors of its module's own. */
  private NodeProto visit(NodeProto node) {
    String scope = node.getName().substring(1, node.getName().lastIndexOf('/') + 1);
    if (scope.isEmpty() || !OPERATORS.contains(node.getOpType())) {
      return node;
    }
    String module = scope.substring(0, scope.length() - 1).replace('/', '.');
    NodeProto.Builder own = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String tensor = node.getInput(i);
      Optional<Role> role = indices.containsKey(tensor) ? role(node, i, module) : Optional.empty();
      if (role.isPresent()) {
        Parameter known = parameters.get(tensor);
        if (known != null && !known.module().equals(module)) {
          tensor = module + "." + role.get().name().toLowerCase(Locale.ROOT);
          if (!indices.containsKey(tensor)) {
            copy(node.getInput(i), tensor);
          }
          own.setInput(i, tensor);
        }
        List<Long> dims = model.getGraph().getInitializer(indices.get(tensor)).getDimsList();
        parameters.putIfAbsent(tensor, new Parameter(tensor, dims, module, role.get()));
      }
    }
    return own.build();
  }

  private static Optional<Role> role(NodeProto node, int input, String module) {
    boolean isNorm = module.substring(module.lastIndexOf('.') + 1).contains("norm");
    return Optional.ofNullable(
        switch (node.getOpType()) {
          case "Conv" -> input == 1 ? Role.KERNEL : Role.BIAS;
          case "Gemm" -> input == 2 ? Role.BIAS : transB(node) ? Role.OUT_IN : Role.IN_OUT;
          case "MatMul" -> input == 1 ? Role.IN_OUT : null;
          case "LayerNormalization" -> input == 1 ? Role.SCALE : Role.OFFSET;
          case "Mul" -> isNorm ? Role.SCALE : null;
          case "Add" -> isNorm ? Role.OFFSET : Role.BIAS;
          default -> null;
        });
  }

  private static boolean transB(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("transB"))
        .anyMatch((AttributeProto attribute) -> attribute.getI() != 0);
  }

  /** Returns the trained tensors in the order in which the graph uses them. */
  List<Parameter> parameters() {
    return List.copyOf(parameters.values());
  }

  /** Returns a tensor's values, the caller's own. */
  float[] values(Parameter parameter) {
    TensorProto tensor = model.getGraph().getInitializer(indices.get(parameter.tensor()));
    float[] values = new float[parameter.elements()];
    if (tensor.hasRawData()) {
      ByteBuffer.wrap(tensor.getRawData().toByteArray())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    }
    return values;
  }

  /** Replaces a tensor's values. */
  void set(Parameter parameter, float[] values) {
    if (values.length != parameter.elements()) {
      throw new IllegalArgumentException(
          parameter.tensor() + " has other dimensions than " + values.length + " values");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    int index = indices.get(parameter.tensor());
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(index);
    tensor.clearFloatData().setRawData(ByteString.copyFrom(bytes.array()));
  }

  /**
   * Stores initialisers, and nodes that do not need each other, in another order. Nodes stay behind
   * those whose outputs they use.
   */
  void reorder(SplittableRandom random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    List<TensorProto> tensors = new ArrayList<>(graph.getInitializerList());
    Collections.shuffle(tensors, new Random(random.nextLong()));
    graph.clearInitializer().addAllInitializer(tensors);
    index();
    List<NodeProto> nodes = graph.getNodeList();
    graph.clearNode().addAllNode(NodeOrder.shuffled(nodes, random));
  }

  /** Writes the U-Net. */
  void write(Path onnx) throws IOException {
    Files.createDirectories(onnx.toAbsolutePath().getParent());
    Files.write(onnx, model.build().toByteArray());
  }
}
