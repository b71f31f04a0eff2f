package dev.plumbline.engine.unets;

import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.value;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What is appended to a sound model, so that it holds more than a graph may. */
public final class HostileModels {

  private static final String FUNCTIONS = "functions";

  private HostileModels() {}

  private static byte[] field(int number, byte[]... parts) {
    try {
      int length = 0;
      for (byte[] part : parts) {
        length += part.length;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 12);
      CodedOutputStream output = CodedOutputStream.newInstance(bytes, 16);
      output.writeTag(number, 2);
      output.writeUInt32NoTag(length);
      output.flush();
      for (byte[] part : parts) {
        bytes.write(part);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] of(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }

  /** Nodes whose subgraphs have a node whose subgraphs have a node, and so on. */
  public static byte[] nestedSubgraphs(int depth) {
    byte[] named = NodeProto.newBuilder().setOpType("If").addOutput("nested").build().toByteArray();
    byte[] graph = new byte[0];
    for (int i = 0; i < depth; i++) {
      byte[] attribute = field(NodeProto.ATTRIBUTE_FIELD_NUMBER, field(6, graph));
      graph = field(GraphProto.NODE_FIELD_NUMBER, named, attribute);
    }
    return field(ModelProto.GRAPH_FIELD_NUMBER, graph);
  }

  /** Groups in one another, of which each takes a byte. */
  public static byte[] nestedGroups(int depth) {
    byte[] groups = new byte[2 * depth];
    for (int i = 0; i < depth; i++) {
      groups[2 * i] = (byte) 0xa3; // field 100 of wire type 3
      groups[2 * i + 1] = 0x06;
    }
    return field(ModelProto.GRAPH_FIELD_NUMBER, groups);
  }

  /** Functions of which each calls the next one twice; the last calls the first if wanted. */
  public static byte[] functions(int depth, boolean inACircle) {
    OperatorSetIdProto onnx = OperatorSetIdProto.newBuilder().setVersion(17).build();
    OperatorSetIdProto own =
        OperatorSetIdProto.newBuilder().setDomain(FUNCTIONS).setVersion(1).build();
    ModelProto.Builder model = ModelProto.newBuilder().addOpsetImport(own);
    for (int i = 0; i < depth; i++) {
      boolean last = i == depth - 1 && !inACircle;
      String next = last ? "Identity" : "f" + (i + 1) % depth;
      model.addFunctions(
          FunctionProto.newBuilder()
              .setName("f" + i)
              .setDomain(FUNCTIONS)
              .addInput("x")
              .addOutput("y")
              .addOpsetImport(onnx)
              .addOpsetImport(own)
              .addNode(node("a", next, List.of("x"), "m").setDomain(last ? "" : FUNCTIONS))
              .addNode(node("b", next, List.of("m"), "y").setDomain(last ? "" : FUNCTIONS)));
    }
    return model
        .setGraph(
            GraphProto.newBuilder()
                .addInput(value("called_on", DataType.FLOAT, 1))
                .addNode(node("call", "f0", List.of("called_on"), "called").setDomain(FUNCTIONS)))
        .build()
        .toByteArray();
  }

  /** Nodes that need what comes of themselves. */
  public static byte[] circle() {
    return of(
        GraphProto.newBuilder()
            .addNode(node("one", "Identity", List.of("chased"), "chasing"))
            .addNode(node("other", "Identity", List.of("chasing"), "chased")));
  }

  /** A node whose name says modules in modules; nothing reads what it makes. */
  public static byte[] nameOfSegments(int segments) {
    return of(
        GraphProto.newBuilder()
            .addNode(
                node(
                    "/a".repeat(segments) + "/Constant",
                    "Identity",
                    List.of("conv_in.bias"),
                    "long_named")));
  }

  /** A node with a name of some length. */
  public static byte[] nameOfLength(int length) {
    return of(
        GraphProto.newBuilder()
            .addNode(node("x".repeat(length), "Identity", List.of("conv_in.bias"), "long_named")));
  }

  /** An input that no node reads. */
  public static byte[] unusedInput(long... dims) {
    return of(GraphProto.newBuilder().addInput(value("unused", DataType.FLOAT, dims)));
  }

  /** A weight of four bytes that says it is larger, or of a negative size. */
  public static byte[] weight(long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("boastful")
            .setDataType(DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(new byte[Float.BYTES]));
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return of(GraphProto.newBuilder().addInitializer(tensor));
  }

  /** Another version of ONNX's operators. */
  public static byte[] opset(long version) {
    return ModelProto.newBuilder()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version))
        .build()
        .toByteArray();
  }

  /** A constant of whole numbers, packed, a byte each. */
  public static byte[] constantOfIntegers(int count) {
    byte[] attribute =
        AttributeProto.newBuilder()
            .setName("value_ints")
            .setType(AttributeProto.AttributeType.INTS)
            .build()
            .toByteArray();
    byte[] node = node("many", "Constant", List.of(), "many").build().toByteArray();
    return field(
        ModelProto.GRAPH_FIELD_NUMBER,
        field(
            GraphProto.NODE_FIELD_NUMBER,
            node,
            field(NodeProto.ATTRIBUTE_FIELD_NUMBER, attribute, field(8, new byte[count]))));
  }
}
