package dev.plumbline.engine.checkpoint.model;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.plan.Sha256;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A hash of all that a model consists of. */
public final class ModelHash {

  private ModelHash() {}

  /**
   * Hashes a model. A lone file's hash is its SHA-256; that of a model with data beside it is the
   * SHA-256 of lines in the manner of {@code sha256sum}, first the model's under the name {@code
   * model}, then its data's in the order of their names.
   *
   * @param onnx the model's file
   * @return 64 hexadecimal digits
   * @throws UserError if the model, or data of it, cannot be read
   */
  public static String sha256(Path onnx) {
    GraphIndex index = GraphIndex.read(onnx);
    SortedSet<String> locations = new TreeSet<>();
    Stream.concat(
            index.initializers().stream().flatMap(tensor -> tensor.external().stream()),
            index.nestedExternals().stream())
        .forEach(external -> locations.add(external.location()));
    try {
      String model = Sha256.ofFile(index.file());
      if (locations.isEmpty()) {
        return model;
      }
      StringBuilder sums = new StringBuilder(model).append("  model\n");
      for (String location : locations) {
        sums.append(Sha256.ofFile(index.file().resolveSibling(location)))
            .append("  ")
            .append(location)
            .append('\n');
      }
      return Sha256.of(sums.toString());
    } catch (IOException | InvalidPathException e) {
      throw new UserError(
          String.format("The model %s cannot be read whole (%s). Copy it again.", onnx, e), e);
    }
  }
}
