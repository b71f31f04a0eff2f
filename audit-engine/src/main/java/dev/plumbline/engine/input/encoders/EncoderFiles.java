package dev.plumbline.engine.input.encoders;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a pipeline that inputs are made with; empty for a U-Net alone.
 *
 * @param vaeEncoder the VAE encoder's model
 * @param vaeConfig the VAE's {@code config.json}
 * @param textEncoder the text encoder's model
 * @param textConfig the text encoder's {@code config.json}
 * @param tokenizerConfig the tokenizer's {@code tokenizer_config.json}
 * @param schedulerConfig the scheduler's {@code scheduler_config.json}
 * @param secondTextEncoder SDXL's second text encoder, which also makes the pooled embeddings
 */
public record EncoderFiles(
    Optional<Path> vaeEncoder,
    Optional<Path> vaeConfig,
    Optional<Path> textEncoder,
    Optional<Path> textConfig,
    Optional<Path> tokenizerConfig,
    Optional<Path> schedulerConfig,
    Optional<TextEncoder> secondTextEncoder) {

  /**
   * A text encoder and what says how it is fed.
   *
   * @param model its model
   * @param config its {@code config.json}
   * @param tokenizerConfig its tokenizer's {@code tokenizer_config.json}
   */
  public record TextEncoder(Path model, Optional<Path> config, Optional<Path> tokenizerConfig) {}

  /** The first text encoder, if there is one. */
  Optional<TextEncoder> firstTextEncoder() {
    return textEncoder.map(model -> new TextEncoder(model, textConfig, tokenizerConfig));
  }

  /** Returns the models among the files. */
  public List<Path> models() {
    return Stream.of(vaeEncoder, textEncoder, secondTextEncoder.map(TextEncoder::model))
        .flatMap(Optional::stream)
        .toList();
  }
}
