package dev.plumbline.engine.checkpoint.backbone;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import java.util.List;
import java.util.Set;

/**
 * How exporters call and type an input of a role.
 *
 * @param role what the input is for
 * @param wanted type and shape, for messages
 * @param types the element types it may have
 * @param ranks the ranks it may have
 * @param names the names it may have, the usual one first
 */
record InputRule(
    InputRole role, String wanted, Set<DataType> types, Set<Integer> ranks, List<String> names) {

  static final Set<DataType> FLOATS = Set.of(DataType.FLOAT, DataType.FLOAT16);

  static final Set<DataType> NUMBERS =
      Set.of(DataType.FLOAT, DataType.FLOAT16, DataType.DOUBLE, DataType.INT32, DataType.INT64);

  /** Returns the usual name. */
  String usualName() {
    return names.get(0);
  }

  /** Returns whether a value has a type and, as far as is known, a rank of this role. */
  boolean fits(GraphValue value) {
    return types.contains(value.elementType()) && ranks.stream().anyMatch(value::mayHaveRank);
  }

  /**
   * Returns the name without what wrappers put before it: {@code unet.sample} and {@code
   * added_cond_kwargs.text_embeds} are called by their last part.
   */
  static String plainName(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
    String flattened = "added_cond_kwargs_";
    return last.startsWith(flattened) ? last.substring(flattened.length()) : last;
  }
}
