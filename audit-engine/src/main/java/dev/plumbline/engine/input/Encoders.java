package dev.plumbline.engine.input;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of a pipeline that inputs are made with; empty for a U-Net alone.
 *
 * @param vaeEncoder the VAE encoder's model
 * @param vaeConfig the VAE's {@code config.json}
 * @param textEncoder the text encoder's model
 * @param textConfig the text encoder's {@code config.json}
 * @param tokenizerConfig the tokenizer's {@code tokenizer_config.json}
 * @param schedulerConfig the scheduler's {@code scheduler_config.json}
 */
public record Encoders(
    Optional<Path> vaeEncoder,
    Optional<Path> vaeConfig,
    Optional<Path> textEncoder,
    Optional<Path> textConfig,
    Optional<Path> tokenizerConfig,
    Optional<Path> schedulerConfig) {

  /**
   * No files at all: the inputs must be arrays.
   *
   * @return the empty record
   */
  public static Encoders none() {
    return new Encoders(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
