package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reading protobuf messages field by field, without building them. */
public final class Wire {

  private static final int NO_FIELD = -1;
  private static final String GROUP = "a group, which ONNX does not use";

  private Wire() {}

  /** Takes one field of a message; it must read or skip the field's value. */
  @FunctionalInterface
  public interface FieldReader {
    void read(int tag, CodedInputStream input) throws IOException;
  }

  /** Reads an embedded message, whose tag has been read, handing each of its fields on. */
  public static void message(CodedInputStream input, FieldReader reader) throws IOException {
    int length = input.readRawVarint32();
    int outer = input.pushLimit(length);
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      reader.read(tag, input);
    }
    // A tag of 0 also comes at the end of a file that stops in the middle of the message.
    if (input.getBytesUntilLimit() > 0) {
      throw new InvalidProtocolBufferException("the file ends inside a message");
    }
    input.popLimit(outer);
  }

  /** Returns the number of a field whose value is a string, bytes, a message or packed. */
  public static int lengthDelimitedField(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
        ? WireFormat.getTagFieldNumber(tag)
        : NO_FIELD;
  }

  /** Returns the number of a field whose value is one integer. */
  static int varintField(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT
        ? WireFormat.getTagFieldNumber(tag)
        : NO_FIELD;
  }

  /**
   * Adds the value of a repeated integer field, packed or not.
   *
   * @param most how many are kept; those beyond it are skipped, but for one that tells of them
   * @return whether the tag was that field's
   */
  static boolean integers(int tag, int field, CodedInputStream input, List<Long> into, int most)
      throws IOException {
    if (varintField(tag) == field) {
      add(input.readInt64(), into, most);
      return true;
    }
    if (lengthDelimitedField(tag) == field) {
      int outer = input.pushLimit(input.readRawVarint32());
      while (input.getBytesUntilLimit() > 0) {
        add(input.readInt64(), into, most);
      }
      input.popLimit(outer);
      return true;
    }
    return false;
  }

  private static void add(long integer, List<Long> into, int most) {
    if (into.size() <= most) {
      into.add(integer);
    }
  }

  /** Reads a text that is kept, such as a name, whose tag has been read. */
  static String text(CodedInputStream input) throws IOException {
    int length = input.readRawVarint32();
    if (length < 0 || length > GraphLimits.TEXT) {
      throw GraphLimits.tooMuch(
          "a name of "
              + Integer.toUnsignedString(length)
              + " bytes, and there is none of more than "
              + GraphLimits.TEXT);
    }
    return utf8(input.readRawBytes(length));
  }

  /** Reads a StringStringEntryProto, whose tag has been read. */
  static Map.Entry<String, String> entry(CodedInputStream input) throws IOException {
    String[] entry = {"", ""};
    message(
        input,
        (tag, in) -> {
          switch (lengthDelimitedField(tag)) {
            case StringStringEntryProto.KEY_FIELD_NUMBER -> entry[0] = shortText(in);
            case StringStringEntryProto.VALUE_FIELD_NUMBER -> entry[1] = shortText(in);
            default -> skip(in, tag);
          }
        });
    return Map.entry(entry[0], entry[1]);
  }

  /** Reads a text that is kept; one that is longer than any of use is empty. */
  private static String shortText(CodedInputStream input) throws IOException {
    int length = input.readRawVarint32();
    if (length > GraphLimits.TEXT) {
      input.skipRawBytes(length);
      return "";
    }
    return utf8(input.readRawBytes(length));
  }

  private static String utf8(byte[] text) throws InvalidProtocolBufferException {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(text);
    if (!bytes.isValidUtf8()) {
      throw GraphLimits.tooMuch("a name that is no UTF-8");
    }
    return bytes.toStringUtf8();
  }

  /** Takes a field over as it is. */
  public static void copy(CodedInputStream input, int tag, CodedOutputStream output)
      throws IOException {
    output.writeUInt32NoTag(tag);
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> output.writeUInt64NoTag(input.readRawVarint64());
      case WireFormat.WIRETYPE_FIXED64 -> output.writeFixed64NoTag(input.readRawLittleEndian64());
      case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
          output.writeByteArrayNoTag(input.readByteArray());
      case WireFormat.WIRETYPE_FIXED32 -> output.writeFixed32NoTag(input.readRawLittleEndian32());
      default -> throw new InvalidProtocolBufferException(GROUP);
    }
  }

  /** Skips the value of a field. */
  static void skip(CodedInputStream input, int tag) throws IOException {
    // Skipping a group recurses into what is in it, and that may be groups as well.
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP) {
      throw new InvalidProtocolBufferException(GROUP);
    }
    if (!input.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that never began");
    }
  }
}
