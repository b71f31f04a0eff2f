package dev.plumbline.engine.checkpoint;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.engine.checkpoint.Initializer.ExternalLocation;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files beside a model that hold its weights.
 *
 * <p>ONNX Runtime refuses data that lie, links followed, outside the folder it is given. In caches
 * where the model and its data are links into a store, the folder is therefore the store's, and the
 * data go by the names they have there.
 */
final class ExternalData {

  private final GraphIndex index;
  private final Map<String, String> renamed = new HashMap<>();
  private Optional<Path> folder = Optional.empty();

  private ExternalData(GraphIndex index) {
    this.index = index;
  }

  /** Finds the files and checks that they hold what the model says. */
  static ExternalData of(GraphIndex index) {
    ExternalData data = new ExternalData(index);
    Map<String, Long> needed = new HashMap<>();
    Stream.concat(
            index.initializers().stream().flatMap(tensor -> tensor.external().stream()),
            index.nestedExternals().stream())
        .forEach(location -> needed.merge(location.location(), end(location), Math::max));
    try {
      for (Map.Entry<String, Long> file : needed.entrySet()) {
        data.add(file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UserError(
          "Cannot read the external data of "
              + index.file()
              + " ("
              + e
              + "). Check that the files beside it are readable.",
          e);
    }
    return data;
  }

  private static long end(ExternalLocation location) {
    return location.offset() + Math.max(location.length(), 0);
  }

  private void add(String location, long bytesNeeded) throws IOException {
    Path modelFolder = index.file().getParent();
    Path given = Path.of(location);
    Path named = modelFolder.resolve(given).normalize();
    if (given.isAbsolute() || !named.startsWith(modelFolder)) {
      throw new UserError(
          index.file()
              + " has its weights in '"
              + location
              + "', outside its own folder, which ONNX Runtime refuses. Save the model again with"
              + " external data beside it.");
    }
    if (!Files.isRegularFile(named)) {
      throw new UserError(
          "The weights of "
              + index.file()
              + " are missing: there is no file "
              + named
              + ". Copy it there, beside the model.");
    }
    long size = Files.size(named);
    if (size < bytesNeeded) {
      throw new UserError(
          named
              + " is cut off: it has "
              + size
              + " bytes, and "
              + index.file()
              + " needs "
              + bytesNeeded
              + " of it. Copy it again.");
    }
    locate(location, modelFolder, named);
  }

  private void locate(String location, Path modelFolder, Path named) throws IOException {
    Path real = named.toRealPath();
    Path realModelFolder = modelFolder.toRealPath();
    // Only a link that leaves the folder needs another name.
    boolean outside = !real.startsWith(realModelFolder);
    Path base = outside ? real.getParent() : realModelFolder;
    if (folder.isPresent() && !folder.get().equals(base)) {
      throw new UserError(
          "The weights of "
              + index.file()
              + " are links into several folders ("
              + folder.get()
              + ", "
              + base
              + "). Copy the model with the links followed: cp -rL");
    }
    folder = Optional.of(base);
    if (outside) {
      renamed.put(location, real.getFileName().toString());
    }
  }

  /** Returns the real folder the data are in; empty where there are none. */
  Optional<Path> folder() {
    return folder;
  }

  /** Returns whether the model must call its data by other names than it does. */
  boolean moved() {
    return !renamed.isEmpty();
  }

  /**
   * Renames the data in a serialised model and appends to it. The model holds no weights itself, so
   * that parsing it is cheap.
   */
  byte[] rewrite(byte[] model, byte[] added) {
    try {
      ModelProto.Builder builder = ModelProto.parseFrom(model).toBuilder();
      rename(builder.getGraphBuilder());
      return builder.mergeFrom(added).build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new UserError(
          index.file() + " is damaged (" + e.getMessage() + "). Copy or export it again.", e);
    }
  }

  private void rename(GraphProto.Builder graph) {
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      rename(tensor);
    }
    graph
        .getNodeBuilderList()
        .forEach(
            node ->
                node.getAttributeBuilderList()
                    .forEach(
                        attribute -> {
                          if (attribute.hasT()) {
                            rename(attribute.getTBuilder());
                          }
                          attribute.getTensorsBuilderList().forEach(this::rename);
                          if (attribute.hasG()) {
                            rename(attribute.getGBuilder());
                          }
                          attribute.getGraphsBuilderList().forEach(this::rename);
                        }));
  }

  private void rename(TensorProto.Builder tensor) {
    for (StringStringEntryProto.Builder entry : tensor.getExternalDataBuilderList()) {
      if (entry.getKey().equals("location")) {
        entry.setValue(renamed.getOrDefault(entry.getValue(), entry.getValue()));
      }
    }
  }
}
