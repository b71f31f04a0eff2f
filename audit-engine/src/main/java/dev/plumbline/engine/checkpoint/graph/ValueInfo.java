package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a ValueInfoProto. */
final class ValueInfo {

  private String name = "";
  private DataType elementType = DataType.UNDEFINED;
  private Optional<List<Long>> dims = Optional.empty();

  private ValueInfo() {}

  /** Reads a value whose tag has been read. */
  static GraphValue read(CodedInputStream input) throws IOException {
    ValueInfo value = new ValueInfo();
    Wire.message(input, value::field);
    return new GraphValue(value.name, value.elementType, value.dims);
  }

  private void field(int tag, CodedInputStream input) throws IOException {
    switch (Wire.lengthDelimitedField(tag)) {
      case ValueInfoProto.NAME_FIELD_NUMBER -> name = Wire.text(input);
      case ValueInfoProto.TYPE_FIELD_NUMBER -> Wire.message(input, this::typeField);
      default -> Wire.skip(input, tag);
    }
  }

  private void typeField(int tag, CodedInputStream input) throws IOException {
    if (Wire.lengthDelimitedField(tag) == TypeProto.TENSOR_TYPE_FIELD_NUMBER) {
      Wire.message(input, this::tensorField);
    } else {
      Wire.skip(input, tag);
    }
  }

  private void tensorField(int tag, CodedInputStream input) throws IOException {
    if (Wire.varintField(tag) == TypeProto.Tensor.ELEM_TYPE_FIELD_NUMBER) {
      elementType = TensorHeader.dataType(input.readInt32());
    } else if (Wire.lengthDelimitedField(tag) == TypeProto.Tensor.SHAPE_FIELD_NUMBER) {
      List<Long> sizes = new ArrayList<>();
      Wire.message(input, (inner, in) -> shapeField(inner, in, sizes));
      dims = Optional.of(sizes);
    } else {
      Wire.skip(input, tag);
    }
  }

  private static void shapeField(int tag, CodedInputStream input, List<Long> sizes)
      throws IOException {
    if (Wire.lengthDelimitedField(tag) != TensorShapeProto.DIM_FIELD_NUMBER) {
      Wire.skip(input, tag);
      return;
    }
    long[] size = {GraphValue.DYNAMIC};
    Wire.message(
        input,
        (inner, in) -> {
          if (Wire.varintField(inner) == TensorShapeProto.Dimension.DIM_VALUE_FIELD_NUMBER) {
            long value = in.readInt64();
            // Some exporters write 0 or a negative number for a dimension they do not know.
            size[0] = value > 0 ? value : GraphValue.DYNAMIC;
          } else {
            // A symbolic name says only that the size is not fixed.
            Wire.skip(in, inner);
          }
        });
    if (sizes.size() >= GraphLimits.RANK) {
      throw GraphLimits.tooMuch("a value of more than " + GraphLimits.RANK + " dimensions");
    }
    sizes.add(size[0]);
  }
}
