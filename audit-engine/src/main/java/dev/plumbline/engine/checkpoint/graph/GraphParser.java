package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects what an index keeps of one graph, or of a subgraph in a node's attribute. */
final class GraphParser {

  private static final String NAME_SCOPES = "pkg.torch.onnx.name_scopes";

  private final List<GraphNode> nodes = new ArrayList<>();
  private final List<GraphValue> inputs = new ArrayList<>();
  private final List<GraphValue> outputs = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private final List<Initializer.ExternalLocation> nestedExternals = new ArrayList<>();
  private final List<GraphNode> innerNodes = new ArrayList<>();
  private final FunctionCalls calls = new FunctionCalls();
  private final int depth;

  GraphParser() {
    this(0);
  }

  private GraphParser(int depth) {
    this.depth = depth;
  }

  /** Takes one field of the GraphProto. */
  void field(int tag, CodedInputStream input) throws IOException {
    switch (Wire.lengthDelimitedField(tag)) {
      case GraphProto.NODE_FIELD_NUMBER -> nodes.add(node(input));
      case GraphProto.INITIALIZER_FIELD_NUMBER -> initializers.add(TensorHeader.read(input));
      case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER -> sparseInitializer(input);
      case GraphProto.INPUT_FIELD_NUMBER -> inputs.add(ValueInfo.read(input));
      case GraphProto.OUTPUT_FIELD_NUMBER -> outputs.add(ValueInfo.read(input));
      default -> Wire.skip(input, tag);
    }
  }

  List<GraphNode> nodes() {
    return nodes;
  }

  List<GraphValue> inputs() {
    return inputs;
  }

  List<GraphValue> outputs() {
    return outputs;
  }

  List<Initializer> initializers() {
    return initializers;
  }

  List<Initializer.ExternalLocation> nestedExternals() {
    return nestedExternals;
  }

  /** Returns the nodes of subgraphs and functions. */
  List<GraphNode> innerNodes() {
    return innerNodes;
  }

  /** Reads a function of the model, whose tag has been read. */
  GraphIndex.Function function(CodedInputStream input) throws IOException {
    String[] id = {"", ""};
    int before = innerNodes.size();
    Wire.message(
        input,
        (tag, in) -> {
          switch (Wire.lengthDelimitedField(tag)) {
            case FunctionProto.DOMAIN_FIELD_NUMBER -> id[0] = Wire.text(in);
            case FunctionProto.NAME_FIELD_NUMBER -> id[1] = Wire.text(in);
            case FunctionProto.NODE_FIELD_NUMBER -> innerNodes.add(node(in));
            default -> Wire.skip(in, tag);
          }
        });
    GraphIndex.Function function = new GraphIndex.Function(id[0], id[1]);
    calls.add(function, innerNodes.subList(before, innerNodes.size()));
    return function;
  }

  /** Returns which functions call which. */
  FunctionCalls calls() {
    return calls;
  }

  private GraphNode node(CodedInputStream input) throws IOException {
    NodeParts parts = new NodeParts();
    Wire.message(input, parts::field);
    return new GraphNode(
        parts.name,
        parts.opType,
        parts.domain,
        parts.inputs,
        parts.outputs,
        List.copyOf(parts.captured),
        parts.permutation,
        parts.elementType,
        parts.tensor,
        parts.nameScopes);
  }

  private void sparseInitializer(CodedInputStream input) throws IOException {
    Wire.message(
        input,
        (tag, in) -> {
          // The tensor of the values carries the initialiser's name.
          if (Wire.lengthDelimitedField(tag) == SparseTensorProto.VALUES_FIELD_NUMBER) {
            initializers.add(TensorHeader.read(in));
          } else {
            Wire.skip(in, tag);
          }
        });
  }

  /** Returns the values that this graph, as a subgraph, takes from the graph around it. */
  private Set<String> freeValues() {
    Set<String> own = new HashSet<>();
    inputs.forEach(value -> own.add(value.name()));
    initializers.forEach(value -> own.add(value.name()));
    nodes.forEach(node -> own.addAll(node.outputs()));
    Set<String> used = new LinkedHashSet<>();
    for (GraphNode node : nodes) {
      used.addAll(node.inputs());
      used.addAll(node.captured());
    }
    outputs.forEach(value -> used.add(value.name()));
    used.removeAll(own);
    used.remove("");
    return used;
  }

  private final class NodeParts {
    private String name = "";
    private String opType = "";
    private String domain = "";
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Set<String> captured = new LinkedHashSet<>();
    private final List<Long> permutation = new ArrayList<>();
    private DataType elementType = DataType.UNDEFINED;
    private Optional<Initializer> tensor = Optional.empty();
    private Optional<String> nameScopes = Optional.empty();

    void field(int tag, CodedInputStream input) throws IOException {
      switch (Wire.lengthDelimitedField(tag)) {
        case NodeProto.NAME_FIELD_NUMBER -> name = Wire.text(input);
        case NodeProto.OP_TYPE_FIELD_NUMBER -> opType = Wire.text(input);
        case NodeProto.DOMAIN_FIELD_NUMBER -> domain = Wire.text(input);
        case NodeProto.INPUT_FIELD_NUMBER -> inputs.add(Wire.text(input));
        case NodeProto.OUTPUT_FIELD_NUMBER -> outputs.add(Wire.text(input));
        case NodeProto.ATTRIBUTE_FIELD_NUMBER -> attribute(input);
        case NodeProto.METADATA_PROPS_FIELD_NUMBER -> metadata(input);
        default -> Wire.skip(input, tag);
      }
    }

    private void attribute(CodedInputStream input) throws IOException {
      String[] attribute = {""};
      List<Long> integers = new ArrayList<>();
      Wire.message(
          input,
          (tag, in) -> {
            if (Wire.integers(
                    tag, AttributeProto.INTS_FIELD_NUMBER, in, integers, GraphLimits.INTEGERS)
                || Wire.integers(
                    tag, AttributeProto.I_FIELD_NUMBER, in, integers, GraphLimits.INTEGERS)) {
              return;
            }
            switch (Wire.lengthDelimitedField(tag)) {
              case AttributeProto.NAME_FIELD_NUMBER -> attribute[0] = Wire.text(in);
              case AttributeProto.T_FIELD_NUMBER -> {
                Initializer header = TensorHeader.read(in);
                header.external().ifPresent(nestedExternals::add);
                tensor = Optional.of(header);
              }
              case AttributeProto.TENSORS_FIELD_NUMBER ->
                  TensorHeader.read(in).external().ifPresent(nestedExternals::add);
              case AttributeProto.G_FIELD_NUMBER, AttributeProto.GRAPHS_FIELD_NUMBER ->
                  subgraph(in);
              default -> Wire.skip(in, tag);
            }
          });
      if (attribute[0].equals("perm")) {
        permutation.addAll(integers);
      } else if (attribute[0].equals("to") && !integers.isEmpty()) {
        elementType = TensorHeader.dataType(integers.get(0).intValue());
      } else if (attribute[0].equals("value_ints") || attribute[0].equals("value_int")) {
        List<Long> dims =
            attribute[0].equals("value_int") ? List.of() : List.of((long) integers.size());
        tensor = Optional.of(new Initializer("", dims, DataType.INT64, Optional.empty(), integers));
      }
    }

    private void subgraph(CodedInputStream input) throws IOException {
      if (depth == GraphLimits.DEPTH) {
        throw GraphLimits.tooMuch(
            "subgraphs in one another, more than " + GraphLimits.DEPTH + " deep");
      }
      GraphParser inner = new GraphParser(depth + 1);
      Wire.message(input, inner::field);
      captured.addAll(inner.freeValues());
      inner.initializers.forEach(tensor -> tensor.external().ifPresent(nestedExternals::add));
      nestedExternals.addAll(inner.nestedExternals);
      innerNodes.addAll(inner.nodes);
      innerNodes.addAll(inner.innerNodes);
    }

    private void metadata(CodedInputStream input) throws IOException {
      Map.Entry<String, String> entry = Wire.entry(input);
      if (entry.getKey().equals(NAME_SCOPES)) {
        nameScopes = Optional.of(entry.getValue());
      }
    }
  }
}
