package dev.plumbline.engine.measure.source;

import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.backbone.Backbone;
import dev.plumbline.engine.checkpoint.backbone.Backbones;
import dev.plumbline.engine.checkpoint.backbone.ControlWindows;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.latents.SampleLayout;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.SizeLimits;
import dev.plumbline.engine.plan.UserError;
import java.util.OptionalInt;

/**
 * What a checkpoint's files say before anything of it runs.
 *
 * @param files where its parts are
 * @param index its network's graph
 * @param backbone the family that its network is of
 * @param network the graph's inputs and output
 */
public record CheckpointOnDisk(
    CheckpointFiles files, GraphIndex index, Backbone backbone, NetworkInterface network) {

  private static final int DEFAULT_CHANNELS = 4;

  /** Far more than any network has; what is computed of sizes must not overflow. */
  private static final int LARGEST = 1 << 20;

  private static final int LARGEST_SIDE = 1 << 14;

  public static CheckpointOnDisk read(CheckpointSpec spec) {
    CheckpointFiles files = CheckpointFiles.resolve(spec);
    GraphIndex index = GraphIndex.read(files.unet());
    Backbone backbone = Backbones.of(index);
    return new CheckpointOnDisk(files, index, backbone, backbone.network(index));
  }

  public EncoderFiles encoders() {
    return new EncoderFiles(
        files.vaeEncoder(),
        files.vaeConfig(),
        files.textEncoder(),
        files.textConfig(),
        files.tokenizerConfig(),
        files.schedulerConfig(),
        files
            .textEncoder2()
            .map(
                model ->
                    new EncoderFiles.TextEncoder(
                        model, files.textConfig2(), files.tokenizerConfig2())));
  }

  /** What the graph fixes goes before what the config says. */
  public Geometry geometry() {
    JsonFile config = JsonFile.read(files.unetConfig());
    int channels =
        first(network.sampleChannels(), integer(config, "in_channels")).orElse(DEFAULT_CHANNELS);
    OptionalInt size = integer(config, "sample_size");
    OptionalInt height = first(network.fixedHeight(), size);
    OptionalInt width = first(network.fixedWidth(), size);
    refuseImpossible(height);
    refuseImpossible(width);
    if (SizeLimits.areTooMany(channels, height.orElse(1), width.orElse(1))) {
      throw new UserError(
          String.format(
              "%s and its config.json say latents of %d×%d×%d, which is more than anything takes."
                  + " Put right \"sample_size\", or export the U-Net again.",
              index.file(), channels, height.orElse(1), width.orElse(1)));
    }
    SampleLayout layout =
        layout(channels, first(network.noiseChannels(), integer(config, "out_channels")));
    return new Geometry(
        layout.latentChannels(channels),
        height,
        width,
        first(network.contextWidth(), integer(config, "cross_attention_dim")),
        network.fixedTokens(),
        layout,
        AddedInputs.of(network, index.file(), config),
        margin(height, width));
  }

  private void refuseImpossible(OptionalInt side) {
    if (side.isPresent() && (side.getAsInt() < 1 || side.getAsInt() > LARGEST_SIDE)) {
      throw new UserError(
          String.format(
              "%s takes latents with a side of %d; between 1 and %d can be run. Export it for a size"
                  + " that is meant, or put right \"sample_size\" in its config.json.",
              index.file(), side.getAsInt(), LARGEST_SIDE));
    }
  }

  /**
   * Returns the margin that latents of a size need: a graph that runs at one size only has its
   * control from shifted windows, if these are large enough.
   */
  int margin(OptionalInt height, OptionalInt width) {
    boolean fixed = network.fixedHeight().isPresent() || network.fixedWidth().isPresent();
    ControlWindows windows = backbone.controlWindows();
    return fixed && height.orElse(0) >= windows.smallest() && width.orElse(0) >= windows.smallest()
        ? windows.shift()
        : 0;
  }

  private SampleLayout layout(int channels, OptionalInt predicted) {
    try {
      return SampleLayout.of(channels, predicted);
    } catch (UserError e) {
      throw new UserError(index.file() + ": " + e.getMessage(), e);
    }
  }

  static OptionalInt first(OptionalInt one, OptionalInt other) {
    return one.isPresent() ? one : other;
  }

  /**
   * Reads a size. A config may also hold a list where one number is usual; then it does not help
   * here.
   */
  static OptionalInt integer(JsonFile config, String key) {
    return config.get(key).isNumber() ? config.size(key, LARGEST) : OptionalInt.empty();
  }
}
