package dev.plumbline.engine.checkpoint.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer.ExternalLocation;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
public final class ExternalData {

  private final GraphIndex index;
  private final Map<String, String> renamed = new HashMap<>();
  private final Path modelFile;
  private Optional<Path> folder = Optional.empty();

  private ExternalData(GraphIndex index) throws IOException {
    this.index = index;
    this.modelFile = index.file().toRealPath();
  }

  /** Finds the files and checks that they hold what the model says. */
  public static ExternalData of(GraphIndex index) {
    Map<String, Long> needed = new HashMap<>();
    Stream.concat(
            index.initializers().stream().flatMap(tensor -> tensor.external().stream()),
            index.nestedExternals().stream())
        .forEach(location -> needed.merge(location.location(), end(location), Math::max));
    try {
      ExternalData data = new ExternalData(index);
      for (Map.Entry<String, Long> file : needed.entrySet()) {
        data.add(file.getKey(), file.getValue());
      }
      return data;
    } catch (IOException e) {
      throw new UserError(
          "Cannot read the weights of "
              + index.file()
              + " ("
              + e
              + "). Check that it and the files beside it are readable.",
          e);
    }
  }

  private static long end(ExternalLocation location) {
    return location.offset() + Math.max(location.length(), 0);
  }

  private void add(String location, long bytesNeeded) throws IOException {
    Path modelFolder = index.file().getParent();
    Path given = path(location);
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
    LfsPointer.refuse(named);
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

  private Path path(String location) {
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw new UserError(
          String.format(
              "%s has its weights in '%s', which in this locale is no name of a file. Save it again"
                  + " under another name, or set LC_ALL=C.UTF-8 before Java starts.",
              index.file(), SafeNames.shown(location)),
          e);
    }
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

  /**
   * Returns the real folder of the data.
   *
   * @param ofModel whether the model's own file is among them
   * @return the folder; empty where there are no data outside the model's bytes
   */
  Optional<Path> folder(boolean ofModel) {
    return ofModel ? Optional.of(folder.orElse(modelFile.getParent())) : folder;
  }

  /**
   * Returns the name of the model's own file in the folder of the data; empty where it is not in
   * that folder, so that nothing in it can be referred to.
   */
  Optional<String> modelName() {
    Path base = folder.orElse(modelFile.getParent());
    return modelFile.startsWith(base)
        ? Optional.of(base.relativize(modelFile).toString())
        : Optional.empty();
  }

  /** Returns whether the model must call its data by other names than it does. */
  boolean moved() {
    return !renamed.isEmpty();
  }

  /** Renames the data in a serialised model. It holds few weights, so that parsing it is cheap. */
  byte[] rename(byte[] model) {
    try {
      ModelProto.Builder builder = ModelProto.parseFrom(model).toBuilder();
      rename(builder.getGraphBuilder());
      return builder.build().toByteArray();
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
