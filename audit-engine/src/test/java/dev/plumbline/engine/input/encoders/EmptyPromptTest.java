package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmptyPromptTest {

  /** The ids that the configs of Stable Diffusion's text encoders carry: none is a CLIP token. */
  private static final String FOREIGN_IDS =
      "\"bos_token_id\": 0, \"eos_token_id\": 2, \"pad_token_id\": 1, \"vocab_size\": 49408";

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();
  private Optional<Path> text = Optional.empty();
  private Optional<Path> tokenizer = Optional.empty();

  @BeforeEach
  void publishedTextConfig() throws IOException {
    text("{" + FOREIGN_IDS + ", \"hidden_size\": 768, \"max_position_embeddings\": 77}");
  }

  @Test
  void padsWithTheEndAsStableDiffusion1Does() throws IOException {
    tokenizer(
        "{\"bos_token\": {\"content\": \"<|startoftext|>\"},"
            + " \"eos_token\": {\"content\": \"<|endoftext|>\"}, \"pad_token\": \"<|endoftext|>\"}");

    assertPrompt(49406, 49407, 49407, 77);
    assertThat(warnings).isEmpty();
  }

  @Test
  void padsWithZeroAsStableDiffusion2Does() throws IOException {
    tokenizer(
        "{\"bos_token\": \"<|startoftext|>\", \"eos_token\": \"<|endoftext|>\","
            + " \"pad_token\": \"!\"}");

    assertPrompt(49406, 49407, 0, 77);
  }

  /**
   * Stable Diffusion 2.x's config pads with the end, and its older file, which counts, does not.
   */
  @Test
  void goesByTheOlderFileWhereTheConfigHasNoTable() throws IOException {
    String tokens =
        "\"bos_token\": \"<|startoftext|>\", \"eos_token\": \"<|endoftext|>\", \"pad_token\": ";
    Files.writeString(
        folder.resolve("special_tokens_map.json"), "{" + tokens + "{\"content\": \"!\"}}");
    tokenizer("{" + tokens + "\"<|endoftext|>\"}");
    assertPrompt(49406, 49407, 0, 77);

    tokenizer("{" + tokens + "\"<|endoftext|>\", \"added_tokens_decoder\": {}}");
    assertPrompt(49406, 49407, 49407, 77);
  }

  @Test
  void looksTokensUp() throws IOException {
    tokenizer(
        "{\"bos_token\": \"<s>\", \"eos_token\": \"</s>\", \"pad_token\": \"<pad>\","
            + " \"added_tokens_decoder\": {\"7\": {\"content\": \"<s>\"}, \"8\": {\"content\":"
            + " \"</s>\"}}}");
    Files.writeString(folder.resolve("vocab.json"), "{\"<pad>\": 5, \"<s>\": 99}");

    assertPrompt(7, 8, 5, 77);
  }

  @Test
  void takesTheTextConfigWhereThereIsNoTokenizer() throws IOException {
    text(
        "{\"bos_token_id\": 10, \"eos_token_id\": 11, \"pad_token_id\": 12,"
            + " \"max_position_embeddings\": 5}");

    assertPrompt(10, 11, 12, 5);
    assertThat(warnings).isEmpty();
  }

  @Test
  void saysWhatItAssumesOfForeignIds() throws IOException {
    assertPrompt(49406, 49407, 49407, 77);
    assertThat(warnings)
        .containsExactly(
            "No tokenizer says how the empty prompt is padded: id 49407 is assumed, as Stable"
                + " Diffusion 1.x has it. Put the tokenizer's folder into the pipeline to be"
                + " sure.");

    text("{" + FOREIGN_IDS + ", \"hidden_size\": 1024}");
    assertPrompt(49406, 49407, 0, 77);
    assertThat(warnings).last().asString().contains("id 0 is assumed, as Stable Diffusion 2.x");
  }

  @Test
  void doesWithoutAnyConfig() {
    text = Optional.empty();

    assertPrompt(49406, 49407, 49407, 77);
  }

  @Test
  void fillsUpWithPadding() {
    assertThat(new EmptyPrompt(1, 2, 3, 77).ids(5)).containsExactly(1, 2, 3, 3, 3);
    assertThat(new EmptyPrompt(1, 2, 3, 77).ids(1)).containsExactly(1);
  }

  private void assertPrompt(int begin, int end, int pad, int length) {
    assertThat(EmptyPrompt.read(text, tokenizer, warnings::add))
        .isEqualTo(new EmptyPrompt(begin, end, pad, length));
  }

  private void text(String json) throws IOException {
    text = Optional.of(Files.writeString(folder.resolve("config.json"), json));
  }

  private void tokenizer(String json) throws IOException {
    tokenizer = Optional.of(Files.writeString(folder.resolve("tokenizer_config.json"), json));
  }
}
