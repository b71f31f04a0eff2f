package dev.plumbline.audits;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Copies of the bundled checkpoint whose weights are not what they were. */
final class DamagedUnet {

  private DamagedUnet() {}

  /**
   * Makes a copy.
   *
   * @param to its folder
   * @param modules accepts the names of modules, and of weights, that are damaged
   * @param damage what becomes of each of their weights
   * @return how many tensors were damaged
   */
  static int copy(Path to, Predicate<String> modules, DoubleUnaryOperator damage)
      throws IOException {
    return damage(copied(to), modules, damage);
  }

  /** Makes a copy whose layers are as they were, and that negates what it predicts. */
  static void negatingItsOutput(Path to) throws IOException {
    Path unet = copied(to);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(unet)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    String output = graph.getOutput(0).getName();
    String inner = output + "/inner";
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(output)) {
          node.setOutput(i, inner);
        }
      }
    }
    graph.addNode(NodeProto.newBuilder().setOpType("Neg").addInput(inner).addOutput(output));
    Files.write(unet, model.build().toByteArray());
  }

  /** Copies the bundled checkpoint, and returns its U-Net. */
  private static Path copied(Path to) throws IOException {
    Path from = new BundledReference().checkpoint();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    return to.resolve("unet/model.onnx");
  }

  /** Damages weights, those that have no names of their own included. */
  private static int damage(Path unet, Predicate<String> modules, DoubleUnaryOperator damage)
      throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(unet));
    Set<String> used = new HashSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (modules.test(node.getName())) {
        used.addAll(node.getInputList());
      }
    }
    GraphProto.Builder graph = model.getGraph().toBuilder();
    int damaged = 0;
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      boolean weight =
          tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE
              && (modules.test(tensor.getName())
                  || (used.contains(tensor.getName()) && tensor.getName().startsWith("onnx::")));
      if (weight) {
        graph.setInitializer(i, tensor.toBuilder().setRawData(damage(tensor.getRawData(), damage)));
        damaged++;
      }
    }
    Files.write(unet, model.toBuilder().setGraph(graph).build().toByteArray());
    return damaged;
  }

  private static ByteString damage(ByteString raw, DoubleUnaryOperator damage) {
    ByteBuffer values = ByteBuffer.wrap(raw.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < raw.size(); at += Float.BYTES) {
      values.putFloat(at, (float) damage.applyAsDouble(values.getFloat(at)));
    }
    return ByteString.copyFrom(values.array());
  }
}
