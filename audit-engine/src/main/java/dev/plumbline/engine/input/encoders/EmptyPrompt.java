package dev.plumbline.engine.input.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The tokens of the empty prompt: begin, end, and padding.
 *
 * @param begin the id of the begin token
 * @param end the id of the end token
 * @param pad the id of the padding token
 * @param length how many tokens a prompt has
 */
record EmptyPrompt(int begin, int end, int pad, int length) {

  private static final int CLIP_LENGTH = 77;
  private static final int CLIP_VOCABULARY = 49408;

  /** Far more than any text encoder takes. */
  static final int LONGEST = 1 << 16;

  private static final int LARGEST_VOCABULARY = 1 << 24;

  /** From this width on, text encoders are OpenCLIP's (SD 2.x), which pad with id 0. */
  private static final int OPEN_CLIP_WIDTH = 1024;

  /**
   * Finds the ids. The tokenizer's word counts: the configs of published text encoders carry ids
   * (0, 2 and 1) that are left from another tokenizer and that no CLIP prompt ever had.
   *
   * @param textConfig the text encoder's {@code config.json}
   * @param tokenizerConfig the {@code tokenizer_config.json}; a {@code vocab.json} and a {@code
   *     special_tokens_map.json} beside it are used
   * @param warnings told if the padding had to be guessed
   */
  static EmptyPrompt read(
      Optional<Path> textConfig, Optional<Path> tokenizerConfig, Consumer<String> warnings) {
    JsonFile text = JsonFile.read(textConfig);
    JsonFile tokenizer = JsonFile.read(tokenizerConfig);
    int vocabulary = text.size("vocab_size", LARGEST_VOCABULARY).orElse(CLIP_VOCABULARY);
    Map<String, Integer> clip =
        Map.of("<|startoftext|>", vocabulary - 2, "<|endoftext|>", vocabulary - 1, "!", 0);

    boolean foreign = text.integer("eos_token_id").orElse(2) == 2;
    int begin =
        tokenId(tokenizer, "bos_token", clip)
            .orElse(foreign ? vocabulary - 2 : text.integer("bos_token_id").orElse(vocabulary - 2));
    int end =
        tokenId(tokenizer, "eos_token", clip)
            .orElse(foreign ? vocabulary - 1 : text.integer("eos_token_id").orElse(vocabulary - 1));
    OptionalInt pad = tokenId(tokenizer, "pad_token", clip);
    if (pad.isEmpty() && !foreign) {
      pad = text.integer("pad_token_id");
    }
    if (pad.isEmpty()) {
      pad = OptionalInt.of(text.integer("hidden_size").orElse(0) >= OPEN_CLIP_WIDTH ? 0 : end);
      warnings.accept(
          String.format(
              "No tokenizer says how the empty prompt is padded: id %d is assumed, as Stable"
                  + " Diffusion %s has it. Put the tokenizer's folder into the pipeline to be sure.",
              pad.getAsInt(), pad.getAsInt() == 0 ? "2.x" : "1.x"));
    }
    int length = text.size("max_position_embeddings", LONGEST).orElse(CLIP_LENGTH);
    return new EmptyPrompt(begin, end, pad.getAsInt(), length);
  }

  /** The ids of an empty prompt of so many tokens. */
  int[] ids(int count) {
    int[] ids = new int[count];
    Arrays.fill(ids, pad);
    ids[0] = begin;
    if (count > 1) {
      ids[1] = end;
    }
    return ids;
  }

  /**
   * The text of a special token. Where the config has no table of added tokens, the older file
   * beside it has the last word: Stable Diffusion 2.x's differ in their padding.
   */
  private static String token(JsonFile tokenizer, String key) {
    Path older = tokenizer.file().resolveSibling("special_tokens_map.json");
    if (tokenizer.get("added_tokens_decoder").isMissingNode() && Files.isRegularFile(older)) {
      String token = text(JsonFile.read(older).get(key));
      if (!token.isEmpty()) {
        return token;
      }
    }
    return text(tokenizer.get(key));
  }

  private static String text(JsonNode token) {
    return token.isObject() ? token.path("content").asText("") : token.asText("");
  }

  private static int id(String text, JsonFile tokenizer) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UserError(
          String.format(
              "In %s, \"added_tokens_decoder\" has the key \"%s\", where ids of tokens stand.",
              tokenizer.file(), text),
          e);
    }
  }

  private static OptionalInt tokenId(JsonFile tokenizer, String key, Map<String, Integer> clip) {
    String token = token(tokenizer, key);
    if (token.isEmpty()) {
      return OptionalInt.empty();
    }
    for (Map.Entry<String, JsonNode> added : tokenizer.get("added_tokens_decoder").properties()) {
      if (added.getValue().path("content").asText("").equals(token)) {
        return OptionalInt.of(id(added.getKey(), tokenizer));
      }
    }
    Path vocabulary = tokenizer.file().resolveSibling("vocab.json");
    if (Files.isRegularFile(vocabulary)) {
      OptionalInt id = JsonFile.read(vocabulary).integer(token);
      if (id.isPresent()) {
        return id;
      }
    }
    return clip.containsKey(token) ? OptionalInt.of(clip.get(token)) : OptionalInt.empty();
  }
}
