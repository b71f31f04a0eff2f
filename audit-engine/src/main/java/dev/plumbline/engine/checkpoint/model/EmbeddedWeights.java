package dev.plumbline.engine.checkpoint.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.engine.checkpoint.graph.Wire;
import dev.plumbline.engine.plan.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Weights that lie in the model file itself, made references into that file: a model in which they
 * are external data of known offset and length.
 *
 * <p>ONNX Runtime then maps the file instead of being handed a copy of it, so that no weight passes
 * through the JVM, and the file may be larger than a Java array. What is small stays where it is:
 * the runtime reads shapes and the like from the model while it loads it. Weights that are not
 * stored as raw bytes, and those in attributes and subgraphs, stay too.
 */
public final class EmbeddedWeights {

  /** Smaller tensors stay in the model, as where ONNX's own tools write external data. */
  public static final int SMALLEST_BYTES = 1024;

  private static final int BUFFER_BYTES = 1 << 13;

  private final Optional<String> location;
  private int references;

  private EmbeddedWeights(Optional<String> location) {
    this.location = location;
  }

  /**
   * A model whose large weights are elsewhere.
   *
   * @param bytes the serialised model
   * @param references how many weights are references into its file
   */
  public record Slim(byte[] bytes, int references) {}

  /**
   * Reads a model without its large weights.
   *
   * @param file the model
   * @param location what the references call it; empty to read all of it and refer to nothing
   * @throws UserError if the file cannot be read or is damaged
   */
  public static Slim reference(Path file, Optional<String> location) {
    EmbeddedWeights weights = new EmbeddedWeights(location);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream stream = Files.newInputStream(file)) {
      CodedInputStream input = CodedInputStream.newInstance(stream, BUFFER_BYTES);
      input.setSizeLimit(Integer.MAX_VALUE);
      weights.model(input, bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UserError(file + " is damaged (" + e.getMessage() + "). Export it again.", e);
    } catch (IOException e) {
      throw new UserError(
          "Cannot read " + file + " (" + e + "). Check that the file is readable.", e);
    }
    return new Slim(bytes.toByteArray(), weights.references);
  }

  private void model(CodedInputStream input, OutputStream into) throws IOException {
    CodedOutputStream output = CodedOutputStream.newInstance(into);
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (Wire.lengthDelimitedField(tag) == ModelProto.GRAPH_FIELD_NUMBER) {
        embed(input, output, tag, this::graphField);
      } else {
        Wire.copy(input, tag, output);
      }
    }
    output.flush();
  }

  private void graphField(int tag, CodedInputStream input, CodedOutputStream output)
      throws IOException {
    if (Wire.lengthDelimitedField(tag) == GraphProto.INITIALIZER_FIELD_NUMBER) {
      embed(input, output, tag, this::tensorField);
    } else {
      Wire.copy(input, tag, output);
    }
  }

  private void tensorField(int tag, CodedInputStream input, CodedOutputStream output)
      throws IOException {
    if (Wire.lengthDelimitedField(tag) != TensorProto.RAW_DATA_FIELD_NUMBER) {
      Wire.copy(input, tag, output);
      return;
    }
    int length = input.readRawVarint32();
    if (length < SMALLEST_BYTES || location.isEmpty()) {
      output.writeByteArray(TensorProto.RAW_DATA_FIELD_NUMBER, input.readRawBytes(length));
      return;
    }
    references++;
    output.writeEnum(
        TensorProto.DATA_LOCATION_FIELD_NUMBER, TensorProto.DataLocation.EXTERNAL_VALUE);
    entry(output, "location", location.get());
    entry(output, "offset", Integer.toString(input.getTotalBytesRead()));
    entry(output, "length", Integer.toString(length));
    input.skipRawBytes(length);
  }

  private static void entry(CodedOutputStream output, String key, String value) throws IOException {
    output.writeMessage(
        TensorProto.EXTERNAL_DATA_FIELD_NUMBER,
        StringStringEntryProto.newBuilder().setKey(key).setValue(value).build());
  }

  /** Takes one field of a message over into another message. */
  @FunctionalInterface
  private interface FieldCopier {
    void copy(int tag, CodedInputStream input, CodedOutputStream output) throws IOException;
  }

  /** Takes an embedded message over, which may change its length. */
  private static void embed(
      CodedInputStream input, CodedOutputStream output, int tag, FieldCopier fields)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream message = CodedOutputStream.newInstance(bytes);
    Wire.message(input, (inner, in) -> fields.copy(inner, in, message));
    message.flush();
    output.writeUInt32NoTag(tag);
    output.writeByteArrayNoTag(bytes.toByteArray());
  }
}
