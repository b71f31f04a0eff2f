package dev.plumbline.engine.unets;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.Map;

/**
 * How a U-Net is exported.
 *
 * @param dynamo whether by the dynamo exporter, else by the TorchScript exporter
 * @param half whether in float16
 * @param opset the version of ONNX's operators
 * @param timestepType the timestep's type
 * @param timestep the timestep's shape
 * @param wrapper a module around the U-Net; empty for none
 * @param fixedBatch the only batch size it takes, 0 for any
 * @param openWidths whether the numbers of channels, time ids and guidance weights are left open
 * @param output the output's name
 * @param names other names of inputs by their usual ones
 */
public record Export(
    boolean dynamo,
    boolean half,
    int opset,
    DataType timestepType,
    Timestep timestep,
    String wrapper,
    int fixedBatch,
    boolean openWidths,
    String output,
    Map<String, String> names) {

  /** The shapes a timestep may have. */
  public enum Timestep {
    /** Of no dimension. */
    SCALAR,
    /** [1]. */
    ONE,
    /** [N]. */
    PER_IMAGE
  }

  /** By the TorchScript exporter: float32, a scalar float timestep. */
  public static Export torchScript(int opset) {
    return new Export(
        false, false, opset, DataType.FLOAT, Timestep.SCALAR, "", 0, false, "out_sample", Map.of());
  }

  /** By the dynamo exporter: float32, a scalar float timestep. */
  public static Export dynamo(int opset) {
    return new Export(
        true, false, opset, DataType.FLOAT, Timestep.SCALAR, "", 0, false, "out_sample", Map.of());
  }

  /** Returns the export in float16. */
  public Export inHalf() {
    return new Export(
        dynamo,
        true,
        opset,
        timestepType,
        timestep,
        wrapper,
        fixedBatch,
        openWidths,
        output,
        names);
  }

  /** Returns the export with another timestep. */
  public Export timestep(DataType type, Timestep shape) {
    return new Export(
        dynamo, half, opset, type, shape, wrapper, fixedBatch, openWidths, output, names);
  }

  /** Returns the export of a wrapper around the U-Net. */
  public Export wrapped(String module) {
    return new Export(
        dynamo, half, opset, timestepType, timestep, module, fixedBatch, openWidths, output, names);
  }

  /** Returns the export with one batch size. */
  public Export batch(int size) {
    return new Export(
        dynamo, half, opset, timestepType, timestep, wrapper, size, openWidths, output, names);
  }

  /** Returns the export with its numbers of channels, time ids and guidance weights left open. */
  public Export withOpenWidths() {
    return new Export(
        dynamo, half, opset, timestepType, timestep, wrapper, fixedBatch, true, output, names);
  }

  /** Returns the export with another name of its output. */
  public Export output(String name) {
    return new Export(
        dynamo, half, opset, timestepType, timestep, wrapper, fixedBatch, openWidths, name, names);
  }

  /** Returns the export with another name of an input. */
  public Export renamed(String usual, String name) {
    Map<String, String> more = new HashMap<>(names);
    more.put(usual, name);
    return new Export(
        dynamo, half, opset, timestepType, timestep, wrapper, fixedBatch, openWidths, output, more);
  }

  String name(String usual) {
    return names.getOrDefault(usual, usual);
  }
}
