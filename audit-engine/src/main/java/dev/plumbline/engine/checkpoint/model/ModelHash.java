package dev.plumbline.engine.checkpoint.model;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A hash of all that a model consists of. */
public final class ModelHash {

  private static final int CHUNK = 1 << 20;

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
      String model = sha256OfFile(index.file());
      if (locations.isEmpty()) {
        return model;
      }
      StringBuilder sums = new StringBuilder(model).append("  model\n");
      for (String location : locations) {
        sums.append(sha256OfFile(index.file().resolveSibling(location)))
            .append("  ")
            .append(location)
            .append('\n');
      }
      MessageDigest digest = digest();
      digest.update(sums.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | InvalidPathException e) {
      throw new UserError(
          String.format("The model %s cannot be read whole (%s). Copy it again.", onnx, e), e);
    }
  }

  private static String sha256OfFile(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] chunk = new byte[CHUNK];
    try (InputStream bytes = Files.newInputStream(file)) {
      for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
