package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.engine.checkpoint.graph.Initializer.ExternalLocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a TensorProto says about itself and skips its data, but for a few whole numbers. */
public final class TensorHeader {

  /** No shape has more dimensions. */
  private static final int MOST_INTEGERS = 16;

  private final List<Long> dims = new ArrayList<>();
  private final List<Long> integers = new ArrayList<>();
  private final Map<String, String> external = new HashMap<>();
  private String name = "";
  private DataType type = DataType.UNDEFINED;
  private long rawBytes = -1;

  private TensorHeader() {}

  /** Reads a tensor whose tag has been read. */
  static Initializer read(CodedInputStream input) throws IOException {
    TensorHeader header = new TensorHeader();
    Wire.message(input, header::field);
    header.refuseImpossibleSizes();
    return new Initializer(
        header.name, header.dims, header.type, header.location(), header.wholeNumbers());
  }

  private void field(int tag, CodedInputStream input) throws IOException {
    if (Wire.integers(tag, TensorProto.DIMS_FIELD_NUMBER, input, dims, GraphLimits.RANK)) {
      return;
    }
    if (Wire.varintField(tag) == TensorProto.DATA_TYPE_FIELD_NUMBER) {
      type = dataType(input.readInt32());
    } else if (Wire.lengthDelimitedField(tag) == TensorProto.NAME_FIELD_NUMBER) {
      name = Wire.text(input);
    } else if (Wire.lengthDelimitedField(tag) == TensorProto.RAW_DATA_FIELD_NUMBER) {
      raw(input);
    } else if (Wire.lengthDelimitedField(tag) == TensorProto.INT64_DATA_FIELD_NUMBER) {
      packed(input);
    } else if (Wire.varintField(tag) == TensorProto.INT64_DATA_FIELD_NUMBER
        && integers.size() <= MOST_INTEGERS) {
      integers.add(input.readInt64());
    } else if (Wire.lengthDelimitedField(tag) == TensorProto.EXTERNAL_DATA_FIELD_NUMBER) {
      externalEntry(input);
    } else {
      Wire.skip(input, tag);
    }
  }

  /** ONNX Runtime believes what is declared, and so do estimates of memory. */
  private void refuseImpossibleSizes() throws InvalidProtocolBufferException {
    long elements = GraphLimits.product(dims);
    boolean isNegative = dims.stream().anyMatch(dim -> dim < 0);
    if (isNegative || dims.size() > GraphLimits.RANK || elements == Long.MAX_VALUE) {
      throw GraphLimits.tooMuch(
          String.format(
              "the tensor '%s' has the dimensions %s",
              name, dims.size() > GraphLimits.RANK ? dims.size() + " of them" : dims));
    }
    long stored = external.containsKey("location") ? number("length", -1) : rawBytes;
    if (stored >= 0 && GraphLimits.times(elements, smallestBytes()) > stored) {
      throw GraphLimits.tooMuch(
          String.format(
              "the tensor '%s' has the dimensions %s, and there are %d bytes of it",
              name, dims, stored));
    }
  }

  /** Returns what an element takes at least; 0 where several may share a byte. */
  private int smallestBytes() {
    return switch (type) {
      case FLOAT, INT32, UINT32 -> Float.BYTES;
      case DOUBLE, INT64, UINT64, COMPLEX64 -> Long.BYTES;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> Short.BYTES;
      case INT8, UINT8, BOOL -> Byte.BYTES;
      default -> 0;
    };
  }

  private void raw(CodedInputStream input) throws IOException {
    int bytes = input.readRawVarint32();
    rawBytes = bytes;
    if (bytes > MOST_INTEGERS * Long.BYTES || bytes % Long.BYTES != 0) {
      input.skipRawBytes(bytes);
      return;
    }
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      integers.add(input.readRawLittleEndian64());
    }
  }

  private void packed(CodedInputStream input) throws IOException {
    int bytes = input.readRawVarint32();
    int outer = input.pushLimit(bytes);
    while (input.getBytesUntilLimit() > 0 && integers.size() <= MOST_INTEGERS) {
      integers.add(input.readInt64());
    }
    input.skipRawBytes(input.getBytesUntilLimit());
    input.popLimit(outer);
  }

  private List<Long> wholeNumbers() {
    return type == DataType.INT64 && integers.size() <= MOST_INTEGERS ? integers : List.of();
  }

  /** Returns the type of a number; a type newer than this library counts as undefined. */
  public static DataType dataType(int number) {
    DataType known = DataType.forNumber(number);
    return known == null ? DataType.UNDEFINED : known;
  }

  private void externalEntry(CodedInputStream input) throws IOException {
    Map.Entry<String, String> entry = Wire.entry(input);
    external.put(entry.getKey(), entry.getValue());
  }

  private Optional<ExternalLocation> location() throws InvalidProtocolBufferException {
    if (!external.containsKey("location")) {
      return Optional.empty();
    }
    return Optional.of(
        new ExternalLocation(external.get("location"), number("offset", 0), number("length", -1)));
  }

  private long number(String key, long otherwise) throws InvalidProtocolBufferException {
    String text = external.get(key);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      InvalidProtocolBufferException damaged =
          new InvalidProtocolBufferException(
              "external data of " + name + " have the " + key + " '" + text + "'");
      damaged.initCause(e);
      throw damaged;
    }
  }
}
