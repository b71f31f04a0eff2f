package dev.plumbline.engine.checkpoint.backbone;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import java.util.List;
import java.util.Set;

/** What an input of a U-Net is for, and how exporters call and type it. */
@SuppressWarnings("ImmutableEnumChecker") // the collections cannot be changed
enum InputRole {
  SAMPLE(
      "FLOAT [N,C,h,w]",
      Types.FLOATS,
      Set.of(4),
      "sample",
      "latent_model_input",
      "latents",
      "noisy_latents",
      "latent",
      "hidden_states",
      "x"),
  ENCODER_HIDDEN_STATES(
      "FLOAT [N,S,D]",
      Types.FLOATS,
      Set.of(3),
      "encoder_hidden_states",
      "context",
      "prompt_embeds",
      "text_embeddings",
      "hidden_states"),
  TIMESTEP(
      "a FLOAT or INT64 scalar, [1] or [N]",
      Types.NUMBERS,
      Set.of(0, 1),
      "timestep",
      "timesteps",
      "t"),
  TEXT_EMBEDS(
      "FLOAT [N,D]",
      Types.FLOATS,
      Set.of(2),
      "text_embeds",
      "add_text_embeds",
      "pooled_prompt_embeds"),
  TIME_IDS("FLOAT [N,6] or [N,5]", Types.NUMBERS, Set.of(2), "time_ids", "add_time_ids"),
  TIMESTEP_COND("FLOAT [N,W]", Types.FLOATS, Set.of(2), "timestep_cond", "w_embedding");

  /** Element types; constants of an enum cannot use its own static fields. */
  private static final class Types {
    static final Set<DataType> FLOATS = Set.of(DataType.FLOAT, DataType.FLOAT16);
    static final Set<DataType> NUMBERS =
        Set.of(DataType.FLOAT, DataType.FLOAT16, DataType.DOUBLE, DataType.INT32, DataType.INT64);
  }

  private final String wanted;
  private final Set<DataType> types;
  private final Set<Integer> ranks;
  private final List<String> names;

  InputRole(String wanted, Set<DataType> types, Set<Integer> ranks, String... names) {
    this.wanted = wanted;
    this.types = types;
    this.ranks = ranks;
    this.names = List.of(names);
  }

  /** Returns the usual name. */
  String usualName() {
    return names.get(0);
  }

  /** Returns the names, the usual one first. */
  List<String> names() {
    return names;
  }

  /** Returns the type and shape for people. */
  String wanted() {
    return wanted;
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
