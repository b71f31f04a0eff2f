package dev.plumbline.engine.checkpoint.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a second family would be: diffusion transformers as Stable Diffusion 3 has one. */
final class TransformerBackbone implements Backbone {

  private static final String NETWORK = "diffusion transformer";

  private static final LayerNaming NAMING =
      new LayerNaming(
          NETWORK,
          Pattern.compile("transformer_blocks\\.\\d+"),
          List.of(),
          "",
          "transformer_blocks",
          "/transformer_blocks.0/",
          "transformer_blocks.0.ff.net.2.weight");

  private static final Signature SIGNATURE =
      new Signature(
          NETWORK,
          List.of(
              new InputRule(
                  InputRole.SAMPLE,
                  "FLOAT [N,C,h,w]",
                  InputRule.FLOATS,
                  Set.of(4),
                  List.of("hidden_states", "sample")),
              new InputRule(
                  InputRole.PROMPT,
                  "FLOAT [N,S,D]",
                  InputRule.FLOATS,
                  Set.of(3),
                  List.of("encoder_hidden_states")),
              new InputRule(
                  InputRole.TIMESTEP,
                  "a FLOAT or INT64 scalar, [1] or [N]",
                  InputRule.NUMBERS,
                  Set.of(0, 1),
                  List.of("timestep")),
              new InputRule(
                  InputRole.POOLED_PROMPT,
                  "FLOAT [N,D]",
                  InputRule.FLOATS,
                  Set.of(2),
                  List.of("pooled_projections"))),
          List.of(InputRole.SAMPLE, InputRole.PROMPT, InputRole.TIMESTEP, InputRole.POOLED_PROMPT),
          "controlnet_block_samples",
          Map.of("guidance", "the guidance scale of a distilled model"),
          List.of("out_sample"));

  @Override
  public LayerNaming naming() {
    return NAMING;
  }

  @Override
  public NetworkInterface network(GraphIndex index) {
    return new NetworkReader(SIGNATURE).read(index, OptionalInt.empty(), OptionalInt.empty());
  }

  @Override
  public Map<LayerName, LayerSize> sizes(
      GraphIndex index, Collection<LayerName> layers, Function<String, JsonNode> config) {
    int heads = config.apply("num_attention_heads").asInt(24);
    int channels = heads * config.apply("attention_head_dim").asInt(64);
    Map<LayerName, LayerSize> sizes = new HashMap<>();
    for (LayerName layer : layers) {
      sizes.put(layer, new LayerSize(channels, config.apply("patch_size").asInt(2), heads));
    }
    return sizes;
  }

  @Override
  public boolean isAttention(LayerName layer) {
    return true;
  }

  /** Whole patches. */
  @Override
  public ControlWindows controlWindows() {
    return new ControlWindows(8);
  }

  @Override
  public Optional<String> foreignNaming(GraphIndex index) {
    return Optional.empty();
  }
}
