package dev.plumbline.engine.checkpoint.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.backbone.LayerNaming.Anchor;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer;
import dev.plumbline.engine.plan.SizeLimits;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Diffusers' U-Nets, from Stable Diffusion 1.x to SDXL and what is distilled from them. */
final class UnetBackbone implements Backbone {

  private static final String DOWN_BLOCKS = "down_blocks";
  private static final String MID_BLOCK = "mid_block";
  private static final String UP_BLOCKS = "up_blocks";
  private static final String FIRST_CONVOLUTION = "conv_in";
  private static final String LAST_CONVOLUTION = "conv_out";

  /** Resnets and attentions end in a residual sum, samplers and convolutions do not. */
  private static final LayerNaming NAMING =
      new LayerNaming(
          UnetSignature.NETWORK,
          Pattern.compile(
              "(?:(?:down|up)_blocks\\.\\d{1,4}|mid_block)"
                  + "\\.(?:resnets|attentions|downsamplers|upsamplers)\\.\\d{1,4}"
                  + "|conv_in|conv_out"),
          List.of(
              new Anchor(".conv2.weight", true),
              new Anchor(".conv2.bias", true),
              new Anchor(".proj_out.weight", true),
              new Anchor(".proj_out.bias", true),
              new Anchor(".conv.weight", false),
              new Anchor(".conv.bias", false),
              new Anchor(".weight", false),
              new Anchor(".bias", false)),
          UP_BLOCKS,
          String.join(", ", DOWN_BLOCKS, MID_BLOCK, UP_BLOCKS),
          "/down_blocks.0/resnets.0/",
          "down_blocks.0.resnets.0.conv2.weight");

  /** A module of the original code, in the name of a weight or a node. */
  private static final Pattern ORIGINAL_NAME =
      Pattern.compile("\\b(input_blocks|output_blocks|middle_block)\\.\\d");

  /** A diffusers U-Net has so many heads where its config does not say. */
  private static final int DEFAULT_HEADS = 8;

  private static final int DEFAULT_CHANNELS = 320;

  /** Latents that are halved more often are one token, however many there were. */
  private static final int MOST_HALVINGS = 20;

  @Override
  public LayerNaming naming() {
    return NAMING;
  }

  /** Where the graph leaves its numbers of channels open, the outer convolutions say them. */
  @Override
  public NetworkInterface network(GraphIndex index) {
    return new NetworkReader(UnetSignature.SIGNATURE)
        .read(
            index,
            convolution(index, FIRST_CONVOLUTION, 1),
            convolution(index, LAST_CONVOLUTION, 0));
  }

  /** Returns a size of the weight [out,in,kh,kw] of the first or last convolution. */
  private static OptionalInt convolution(GraphIndex index, String layer, int axis) {
    List<Long> sizes =
        index.initializers().stream()
            .filter(
                weight ->
                    weight.dims().size() == 4
                        && (weight.name().equals(layer + ".weight")
                            || weight.name().endsWith("." + layer + ".weight")))
            .map(weight -> weight.dims().get(axis))
            .filter(SizeLimits::isSize)
            .distinct()
            .toList();
    return sizes.size() == 1 ? OptionalInt.of(Math.toIntExact(sizes.get(0))) : OptionalInt.empty();
  }

  @Override
  public boolean isAttention(LayerName layer) {
    return layer.path().contains(".attentions.");
  }

  @Override
  public ControlWindows controlWindows() {
    return ControlWindows.OF_UNETS;
  }

  @Override
  public Map<LayerName, LayerSize> sizes(
      GraphIndex index, Collection<LayerName> layers, Function<String, JsonNode> config) {
    int lastBlock = layers.stream().mapToInt(l -> block(l, DOWN_BLOCKS)).max().orElse(0);
    int downBlocks = 1 + Math.min(lastBlock, MOST_HALVINGS);
    int baseChannels = baseChannels(index.initializers());
    Map<LayerName, LayerSize> sizes = new HashMap<>();
    for (LayerName layer : layers) {
      int level = level(layer, downBlocks);
      sizes.put(
          layer,
          new LayerSize(
              channels(level, config.apply("block_out_channels"), baseChannels),
              1 << level,
              isAttention(layer) ? heads(level, config) : 0));
    }
    return sizes;
  }

  private static int baseChannels(List<Initializer> weights) {
    return weights.stream()
        .filter(weight -> weight.name().endsWith("conv_in.weight") && weight.dims().size() == 4)
        .mapToLong(weight -> weight.dims().get(0))
        .filter(SizeLimits::isSize)
        .mapToInt(Math::toIntExact)
        .findFirst()
        .orElse(DEFAULT_CHANNELS);
  }

  private static int channels(int level, JsonNode channels, int baseChannels) {
    if (channels.isArray() && !channels.isEmpty()) {
      int named = channels.get(Math.min(level, channels.size() - 1)).asInt();
      return SizeLimits.isSize(named) ? named : baseChannels;
    }
    return baseChannels * Math.min(1 << level, 4); // as in Stable Diffusion's U-Nets
  }

  /**
   * Returns how many heads the attentions of a level have. Diffusers' config calls their number
   * {@code attention_head_dim}, for historical reasons, unless it has {@code num_attention_heads}.
   */
  private static int heads(int level, Function<String, JsonNode> config) {
    JsonNode heads = config.apply("num_attention_heads");
    if (heads.isMissingNode() || heads.isNull()) {
      heads = config.apply("attention_head_dim");
    }
    if (heads.isArray() && !heads.isEmpty()) {
      heads = heads.get(Math.min(level, heads.size() - 1));
    }
    boolean isNumber =
        heads.isInt() && heads.intValue() >= 0 && heads.intValue() <= SizeLimits.SIZE;
    return isNumber ? heads.intValue() : DEFAULT_HEADS;
  }

  /** Returns how often the latents are halved before a layer. */
  private static int level(LayerName layer, int downBlocks) {
    if (layer.path().startsWith(DOWN_BLOCKS + ".")) {
      return Math.min(block(layer, DOWN_BLOCKS), MOST_HALVINGS);
    }
    if (layer.path().startsWith(UP_BLOCKS + ".")) {
      return Math.max(0, downBlocks - 1 - block(layer, UP_BLOCKS));
    }
    return layer.path().startsWith(MID_BLOCK) ? downBlocks - 1 : 0;
  }

  private static int block(LayerName layer, String blocks) {
    String[] segments = layer.path().split("\\.", -1);
    return segments[0].equals(blocks) ? Integer.parseInt(segments[1]) : 0;
  }

  @Override
  public Optional<String> foreignNaming(GraphIndex index) {
    boolean original =
        Stream.concat(
                index.initializers().stream().map(Initializer::name),
                index.nodes().stream()
                    .flatMap(node -> Stream.of(node.name(), node.nameScopes().orElse(""))))
            .anyMatch(name -> ORIGINAL_NAME.matcher(name).find());
    return original
        ? Optional.of(
            "has the module names of the original Stable Diffusion code (input_blocks,"
                + " middle_block, output_blocks), by which layers are not known here. Convert the"
                + " checkpoint to diffusers first (StableDiffusionPipeline.from_single_file, then"
                + " save_pretrained), and export that.")
        : Optional.empty();
  }
}
