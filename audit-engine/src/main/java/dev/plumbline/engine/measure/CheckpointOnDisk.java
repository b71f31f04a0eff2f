package dev.plumbline.engine.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.GraphIndex;
import dev.plumbline.engine.checkpoint.UnetInterface;
import dev.plumbline.engine.input.Encoders;
import dev.plumbline.engine.input.Geometry;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a checkpoint's files say before anything of it runs.
 *
 * @param files where its parts are
 * @param index its U-Net's graph
 * @param unet the graph's inputs and output
 */
record CheckpointOnDisk(CheckpointFiles files, GraphIndex index, UnetInterface unet) {

  private static final int DEFAULT_CHANNELS = 4;

  static CheckpointOnDisk read(CheckpointSpec spec) {
    CheckpointFiles files = CheckpointFiles.resolve(spec);
    GraphIndex index = GraphIndex.read(files.unet());
    return new CheckpointOnDisk(files, index, UnetInterface.of(index));
  }

  Encoders encoders() {
    return new Encoders(
        files.vaeEncoder(),
        files.vaeConfig(),
        files.textEncoder(),
        files.textConfig(),
        files.tokenizerConfig(),
        files.schedulerConfig());
  }

  /** What the graph fixes goes before what the config says. */
  Geometry geometry() {
    Optional<JsonNode> config = files.unetConfig().map(CheckpointOnDisk::json);
    OptionalInt channels = first(unet.latentChannels(), integer(config, "in_channels"));
    OptionalInt size = integer(config, "sample_size");
    OptionalInt width = first(unet.contextWidth(), integer(config, "cross_attention_dim"));
    return new Geometry(
        channels.orElse(DEFAULT_CHANNELS),
        first(unet.fixedHeight(), size),
        first(unet.fixedWidth(), size),
        width);
  }

  private static OptionalInt first(OptionalInt one, OptionalInt other) {
    return one.isPresent() ? one : other;
  }

  private static OptionalInt integer(Optional<JsonNode> config, String key) {
    return config
        .map(json -> json.path(key))
        .filter(JsonNode::isInt)
        .map(value -> OptionalInt.of(value.intValue()))
        .orElse(OptionalInt.empty());
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UserError(
          file + ": not readable as JSON (" + Sessions.firstLine(e) + "); restore the file", e);
    }
  }
}
