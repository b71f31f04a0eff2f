package dev.plumbline.cli.commands;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.backbone.Backbone;
import dev.plumbline.engine.checkpoint.backbone.Backbones;
import dev.plumbline.engine.checkpoint.backbone.LayerNaming;
import dev.plumbline.engine.checkpoint.backbone.LayerSize;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The layers of a checkpoint, as far as its files say.
 *
 * @param layers those that were located, in the order in which data flows through them
 * @param refused those that were not, and why
 */
record FoundLayers(List<FoundLayer> layers, Map<LayerName, String> refused) {

  private static final int LARGEST = 1 << 16;

  /**
   * A layer.
   *
   * @param name its name
   * @param kind what kind of module it is: {@code resnet}
   * @param channels its channels, where a weight that has kept its name says so
   * @param height how many rows of tokens it has, where the files say how large latents are
   * @param width how many columns
   * @param latentsPerToken how many latents a token stands for on each axis
   */
  record FoundLayer(
      LayerName name,
      String kind,
      OptionalInt channels,
      OptionalInt height,
      OptionalInt width,
      int latentsPerToken) {

    /** Returns its grid, or how it stands to that of the latents. */
    String tokens() {
      return height.isPresent() && width.isPresent()
          ? height.getAsInt() + "×" + width.getAsInt()
          : "latents" + (latentsPerToken == 1 ? "" : " / " + latentsPerToken);
    }

    /** Returns it as a row. */
    String csv() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%s,%s,%s",
          name.path(),
          kind,
          text(channels),
          text(height),
          text(width));
    }

    /** Returns its channels for people. */
    String channelsShown() {
      return channels.isPresent() ? text(channels) : "?";
    }

    private static String text(OptionalInt number) {
      return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }
  }

  /**
   * Finds the layers of a checkpoint.
   *
   * @throws dev.plumbline.engine.plan.UserError if it cannot be read, or has no layers
   */
  static FoundLayers of(CheckpointSpec checkpoint) {
    CheckpointFiles files = CheckpointFiles.resolve(checkpoint);
    GraphIndex index = GraphIndex.read(files.unet());
    LayerLocation location = LayerLocator.locate(index);
    NetworkInterface network = NetworkInterface.of(index);
    Backbone backbone = Backbones.of(index);
    JsonFile config = JsonFile.read(files.unetConfig());
    Map<LayerName, LayerSize> sizes = backbone.sizes(index, location.names(), config::get);
    OptionalInt side =
        config.get("sample_size").isNumber()
            ? config.size("sample_size", LARGEST)
            : OptionalInt.empty();
    OptionalInt height = network.fixedHeight().isPresent() ? network.fixedHeight() : side;
    OptionalInt width = network.fixedWidth().isPresent() ? network.fixedWidth() : side;
    Map<String, Long> outputs = outputs(index);
    List<FoundLayer> layers = new ArrayList<>();
    for (LayerName layer : location.names()) {
      String kind = kind(layer, backbone);
      int perToken = latentsPerToken(sizes.get(layer), kind);
      layers.add(
          new FoundLayer(
              layer,
              kind,
              channels(layer, backbone, outputs),
              tokens(height, perToken),
              tokens(width, perToken),
              perToken));
    }
    return new FoundLayers(layers, location.refused());
  }

  /** Returns how many channels operators put out, by the names of their biases and weights. */
  private static Map<String, Long> outputs(GraphIndex index) {
    Map<String, Long> outputs = new HashMap<>();
    for (Initializer parameter : index.initializers()) {
      int rank = parameter.dims().size();
      if (rank == 1 || rank == 4) { // a bias, or the weights of a convolution
        outputs.put(parameter.name(), parameter.dims().get(0));
      }
    }
    return outputs;
  }

  private static OptionalInt channels(
      LayerName layer, Backbone backbone, Map<String, Long> outputs) {
    return backbone.naming().anchors().stream()
        .map(LayerNaming.Anchor::parameter)
        .flatMap(weight -> Stream.of(weight.replace(".weight", ".bias"), weight))
        .map(parameter -> layer.path() + parameter)
        .flatMap(
            end ->
                outputs.entrySet().stream()
                    .filter(
                        output ->
                            output.getKey().equals(end) || output.getKey().endsWith("." + end))
                    .map(Map.Entry::getValue))
        .mapToInt(Long::intValue)
        .findFirst();
  }

  /** What changes the size has its block's size before it does. */
  private static int latentsPerToken(LayerSize size, String kind) {
    return switch (kind) {
      case "downsampler" -> 2 * size.latentsPerToken();
      case "upsampler" -> Math.max(1, size.latentsPerToken() / 2);
      default -> size.latentsPerToken();
    };
  }

  private static OptionalInt tokens(OptionalInt latents, int perToken) {
    return latents.isPresent()
        ? OptionalInt.of((int) Math.ceil(latents.getAsInt() / (double) perToken))
        : latents;
  }

  /** The last word of the name that is no number, as one of its kind. */
  private static String kind(LayerName layer, Backbone backbone) {
    if (backbone.isAttention(layer)) {
      return "attention";
    }
    String[] words = layer.path().split("\\.", -1);
    String last = words[words.length - 1];
    String word = words.length > 1 && last.matches("\\d+") ? words[words.length - 2] : last;
    if (word.endsWith("_blocks") || word.endsWith("_block")) {
      return "block";
    }
    return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }
}
