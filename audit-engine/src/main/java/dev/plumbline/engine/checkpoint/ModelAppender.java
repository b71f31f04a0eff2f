package dev.plumbline.engine.checkpoint;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Adds nodes, inputs, outputs and initialisers to a model without parsing its weights.
 *
 * <p>Serialised protobuf messages merge when they are concatenated: repeated fields append, and the
 * embedded graph merges field by field.
 */
public final class ModelAppender {

  /** The longest array a JVM can be relied on to allocate. */
  static final long LARGEST_MODEL_BYTES = Integer.MAX_VALUE - 8L;

  private ModelAppender() {}

  /**
   * Appends to a model.
   *
   * @param index the model's index
   * @param extra what is added; its nodes must be valid in the model's operator set. Its outputs
   *     need only a name: that of an added value or of any value in the model but one that already
   *     is an output. A name of the graph is left out.
   * @return the model with the additions
   * @throws UserError if an added name is already taken, if the model is too large to be held in
   *     one array, or if its external data are missing, cut off or out of reach
   */
  public static AppendedModel append(GraphIndex index, GraphProto extra) {
    refuseCollisions(index, extra);
    byte[] added =
        ModelProto.newBuilder().setGraph(extra.toBuilder().clearName()).build().toByteArray();
    ExternalData external = ExternalData.of(index);
    return new AppendedModel(
        external.moved()
            ? external.rewrite(modelBytes(index.file(), 0), added)
            : withAppended(index.file(), added),
        external.folder());
  }

  private static byte[] withAppended(Path file, byte[] added) {
    byte[] bytes = modelBytes(file, added.length);
    System.arraycopy(added, 0, bytes, bytes.length - added.length, added.length);
    return bytes;
  }

  /** Reads a file into an array with some room at its end. */
  private static byte[] modelBytes(Path file, int room) {
    try (InputStream input = Files.newInputStream(file)) {
      long size = Files.size(file);
      refuseTooLarge(file, size, room);
      byte[] bytes = new byte[Math.toIntExact(size + room)];
      int read = input.readNBytes(bytes, 0, Math.toIntExact(size));
      if (read != size) {
        throw new UserError(
            file + " became shorter while it was read. Run again when it is complete.");
      }
      return bytes;
    } catch (IOException e) {
      throw new UserError(
          "Cannot read " + file + " (" + e + "). Check that the file is readable.", e);
    }
  }

  static void refuseTooLarge(Path file, long size, long added) {
    if (size + added > LARGEST_MODEL_BYTES) {
      throw new UserError(
          file
              + " has "
              + size
              + " bytes, too many to add measurements to (with them at most "
              + LARGEST_MODEL_BYTES
              + "). Export the model again with its weights as external data.");
    }
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
