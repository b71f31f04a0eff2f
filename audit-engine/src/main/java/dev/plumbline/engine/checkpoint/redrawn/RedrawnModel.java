package dev.plumbline.engine.checkpoint.redrawn;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.engine.checkpoint.graph.ConstantValues;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.model.ExternalData;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A U-Net written once more, with its parameters redrawn: the same graph, its weights as external
 * data. The original is only read.
 */
public final class RedrawnModel {

  private static final String MODEL = "model.onnx";
  private static final String WEIGHTS = "weights.bin";

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final WeightsFile weights;

  private RedrawnModel(Redrawing redrawing, WeightsFile weights) {
    redrawing.parameters().forEach(parameter -> parameters.put(parameter.value(), parameter));
    this.weights = weights;
  }

  /**
   * Writes a U-Net with redrawn parameters.
   *
   * @param redrawing how they are redrawn
   * @param folder an empty folder for the files
   * @param normals where random numbers come from; a parameter's depend on its name only
   * @return the U-Net's file
   * @throws IOException if the files cannot be written, or the original's not be read
   * @throws dev.plumbline.engine.plan.UserError if the original's external data are not there
   */
  public static Path write(Redrawing redrawing, Path folder, Normals normals) throws IOException {
    GraphIndex original = redrawing.index();
    ExternalData.of(original); // says what is wrong with it, if anything is
    try (WeightsFile weights =
        WeightsFile.create(folder.resolve(WEIGHTS), original.file().getParent(), normals)) {
      ModelProto.Builder model = Redrawing.skeleton(original).toBuilder();
      new RedrawnModel(redrawing, weights).edit(model.getGraphBuilder());
      return Files.write(folder.resolve(MODEL), model.build().toByteArray());
    }
  }

  private void edit(GraphProto.Builder graph) throws IOException {
    Set<String> stored = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> stored.add(tensor.getName()));
    if (!stored.containsAll(parameters.keySet())) {
      dropComputed(graph);
    }
    List<TensorProto> initializers = new ArrayList<>();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      Parameter parameter = parameters.remove(tensor.getName());
      if (parameter == null) {
        weights.keep(tensor);
        initializers.add(tensor.build());
      } else {
        initializers.add(weights.draw(parameter));
      }
    }
    for (Parameter computed : parameters.values()) {
      initializers.add(weights.draw(computed));
    }
    graph.clearInitializer().addAllInitializer(initializers);
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      keepTensorsOf(node);
    }
  }

  /**
   * Takes away the nodes that put parameters out, and what serves nothing without them. The values
   * keep their names, which layers may be found by.
   */
  private void dropComputed(GraphProto.Builder graph) {
    ConstantValues constants = new ConstantValues(graph.build());
    Set<String> needed = new HashSet<>();
    graph.getOutputList().forEach(output -> needed.add(output.getName()));
    List<NodeProto> kept = new ArrayList<>(graph.getNodeList());
    for (int i = kept.size() - 1; i >= 0; i--) {
      NodeProto node = kept.get(i);
      boolean isConstant = node.getOutputList().stream().anyMatch(constants::isConstant);
      if (!isConstant || node.getOutputList().stream().anyMatch(needed::contains)) {
        needs(node, needed);
      } else {
        kept.remove(i);
      }
    }
    List<TensorProto> initializers = new ArrayList<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (needed.contains(tensor.getName()) || parameters.containsKey(tensor.getName())) {
        initializers.add(tensor);
      }
    }
    graph.clearNode().addAllNode(kept).clearInitializer().addAllInitializer(initializers);
  }

  /** Adds what a node and its subgraphs use, but for parameters, which will be initialisers. */
  private void needs(NodeProto node, Set<String> needed) {
    node.getInputList().stream()
        .filter(input -> !parameters.containsKey(input))
        .forEach(needed::add);
    for (AttributeProto attribute : node.getAttributeList()) {
      List<GraphProto> subgraphs = new ArrayList<>(attribute.getGraphsList());
      if (attribute.hasG()) {
        subgraphs.add(attribute.getG());
      }
      for (GraphProto subgraph : subgraphs) {
        subgraph.getOutputList().forEach(output -> needed.add(output.getName()));
        subgraph.getNodeList().forEach(inner -> needs(inner, needed));
      }
    }
  }

  /** Tensors in attributes may lie in the original's files too. */
  private void keepTensorsOf(NodeProto.Builder node) throws IOException {
    for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
      if (attribute.hasT()) {
        weights.keep(attribute.getTBuilder());
      }
      for (TensorProto.Builder tensor : attribute.getTensorsBuilderList()) {
        weights.keep(tensor);
      }
      if (attribute.hasG()) {
        keepTensorsOf(attribute.getGBuilder());
      }
      for (GraphProto.Builder subgraph : attribute.getGraphsBuilderList()) {
        keepTensorsOf(subgraph);
      }
    }
  }

  private void keepTensorsOf(GraphProto.Builder subgraph) throws IOException {
    for (TensorProto.Builder tensor : subgraph.getInitializerBuilderList()) {
      weights.keep(tensor);
    }
    for (NodeProto.Builder node : subgraph.getNodeBuilderList()) {
      keepTensorsOf(node);
    }
  }
}
