package dev.plumbline.mutations;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Changes of a pipeline's files that leave every weight alone, or cut files off. */
final class FileEdits {

  private static final String WEIGHTS = "weights.bin";

  private static final int SMALL = 1024;

  private FileEdits() {}

  /**
   * Ends a file early.
   *
   * @param part how much of it stays
   */
  static void truncate(Path file, double part) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate((long) (channel.size() * part));
    }
  }

  /**
   * Makes the end of a file zero, as where space was reserved and never written.
   *
   * @param part how much of it stays
   */
  static void zeroTail(Path file, double part) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long from = (long) (channel.size() * part);
      ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(channel.size() - from));
      while (zeros.hasRemaining()) {
        channel.write(zeros, from + zeros.position());
      }
    }
  }

  /** Moves weights out of a model into a file beside it, and returns that file. */
  static Path externalise(Path onnx) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(onnx)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.hasRawData() && tensor.getRawData().size() >= SMALL) {
        ByteString bytes = tensor.getRawData();
        tensor
            .clearRawData()
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", WEIGHTS))
            .addExternalData(entry("offset", Integer.toString(weights.size())))
            .addExternalData(entry("length", Integer.toString(bytes.size())));
        bytes.writeTo(weights);
      }
    }
    Files.write(onnx, model.build().toByteArray());
    return Files.write(onnx.resolveSibling(WEIGHTS), weights.toByteArray());
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** Lets ONNX Runtime optimise a model, and keeps what it made. */
  static void optimise(Path onnx, OrtSession.SessionOptions.OptLevel level) throws IOException {
    Path optimised = onnx.resolveSibling("optimised.onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setOptimizedModelFilePath(optimised.toString());
      OnnxRuntime.environment().createSession(onnx.toString(), options).close();
    } catch (OrtException e) {
      throw new IOException(onnx + " cannot be optimised: " + e.getMessage(), e);
    }
    Files.delete(onnx);
    Files.move(optimised, onnx);
  }

  /**
   * Replaces the value of a key in a scheduler's config.
   *
   * @param value as JSON
   */
  static void setSchedule(Path config, String key, String value) throws IOException {
    String before = Files.readString(config);
    String after =
        before.replaceAll("(\"" + key + "\"\\s*:\\s*)[^,}\\s]+", "$1" + value.replace("$", "\\$"));
    if (after.equals(before)) {
      throw new IOException(config + " has no other " + key + " than " + value);
    }
    Files.writeString(config, after);
  }
}
