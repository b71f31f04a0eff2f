package dev.plumbline.engine.input.encoders;

import dev.plumbline.engine.input.encoders.EncoderFiles.TextEncoder;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The embeddings of a prompt, from the user's files or of the empty prompt.
 *
 * @param tokens one embedding a token, [1,S,D]
 * @param pooled one for the whole prompt, [1,D]; empty where the U-Net takes none
 */
public record PromptEmbeddings(NumpyArray tokens, Optional<NumpyArray> pooled) {

  private static final String PROMPT_REMEDY = "-Daudit.prompt=file.npy";
  private static final String POOLED_REMEDY = "-Daudit.prompt.pooled=file.npy";

  /**
   * Reads or computes what a U-Net takes. Nothing is opened where something is missing.
   *
   * @param inputs the user's files
   * @param geometry what the U-Net takes
   * @param encoders the pipeline's text encoders
   * @param encodings what the run's encoders made already
   * @param opener opens them
   * @param warnings told what was assumed
   * @throws UserError if embeddings are missing, cannot be had or do not fit the U-Net
   */
  public static PromptEmbeddings load(
      Inputs inputs,
      Geometry geometry,
      EncoderFiles encoders,
      SharedEncodings encodings,
      ModelOpener opener,
      Consumer<String> warnings) {
    boolean takesPooled = geometry.added().pooled();
    refuseIfMissing(inputs, takesPooled, encoders);
    if (!takesPooled && inputs.pooledPrompt().isPresent()) {
      warnings.accept(
          "This U-Net takes no pooled prompt embeddings: audit.prompt.pooled is not used for it.");
    }
    Optional<NumpyArray> tokens = inputs.prompt().map(PromptFiles::tokens);
    Optional<NumpyArray> pooled =
        takesPooled ? inputs.pooledPrompt().map(PromptFiles::pooled) : Optional.empty();
    tokens.ifPresent(array -> checkTokens(array, inputs.prompt(), geometry, encoders));
    pooled.ifPresent(array -> checkPooled(array, inputs.pooledPrompt(), geometry, encoders));
    boolean tokensWanted = tokens.isEmpty();
    boolean pooledWanted = takesPooled && pooled.isEmpty();
    if (!tokensWanted && pooledWanted) {
      warnings.accept(
          "The prompt embeddings are from audit.prompt, the pooled ones of the empty prompt: give"
              + " those of the same prompt in "
              + POOLED_REMEDY
              + ".");
    }
    if (tokensWanted) {
      PromptEmbeddings empty =
          encoders.secondTextEncoder().isPresent()
              ? ofTwoEncoders(encoders, pooledWanted, opener, warnings)
              : new PromptEmbeddings(
                  encodings.emptyPrompt(encoders, opener, warnings), Optional.empty());
      tokens = Optional.of(empty.tokens());
      pooled = pooledWanted ? empty.pooled() : pooled;
    } else if (pooledWanted) {
      TextEncoder second = encoders.secondTextEncoder().orElseThrow();
      pooled = Optional.of(PromptEncoder.pooled(second, opener, warnings));
    }
    checkTokens(tokens.orElseThrow(), inputs.prompt(), geometry, encoders);
    pooled.ifPresent(array -> checkPooled(array, inputs.pooledPrompt(), geometry, encoders));
    return new PromptEmbeddings(tokens.orElseThrow(), pooled);
  }

  private static void refuseIfMissing(Inputs inputs, boolean takesPooled, EncoderFiles encoders) {
    boolean second = encoders.secondTextEncoder().isPresent();
    if (inputs.prompt().isEmpty() && encoders.textEncoder().isEmpty() && !second) {
      throw new UserError(
          "This checkpoint has no text encoder to make prompt embeddings with: give embeddings in "
              + PROMPT_REMEDY
              + ", a pipeline folder in -Daudit.checkpoint, or, where another checkpoint of the run has"
              + " one, that checkpoint's name in -Daudit.inputs.from.");
    }
    if (takesPooled && inputs.pooledPrompt().isEmpty() && !second) {
      throw new UserError(
          "This U-Net takes pooled prompt embeddings (text_embeds), and the checkpoint has no"
              + " text_encoder_2 to make them with: give them in "
              + POOLED_REMEDY
              + ", or a pipeline folder with its text_encoder_2 in -Daudit.checkpoint.");
    }
  }

  /** SDXL's tokens are the two encoders' last hidden states but one, side by side. */
  private static PromptEmbeddings ofTwoEncoders(
      EncoderFiles encoders, boolean pooledWanted, ModelOpener opener, Consumer<String> warnings) {
    List<NumpyArray> states = new ArrayList<>();
    encoders
        .firstTextEncoder()
        .map(first -> PromptEncoder.hiddenStates(first, false, opener, warnings).tokens())
        .ifPresent(states::add);
    TextEncoder second = encoders.secondTextEncoder().orElseThrow();
    PromptEmbeddings last = PromptEncoder.hiddenStates(second, pooledWanted, opener, warnings);
    states.add(last.tokens());
    return new PromptEmbeddings(sideBySide(states, second.model()), last.pooled());
  }

  private static NumpyArray sideBySide(List<NumpyArray> states, Path second) {
    if (states.size() == 1) {
      return states.get(0);
    }
    int count = (int) states.get(0).shape()[1];
    int width = 0;
    for (NumpyArray state : states) {
      width += (int) state.shape()[2];
      if (state.shape()[1] != count) {
        throw new UserError(
            String.format(
                "The text encoder %s makes %d tokens, and the first one %d: they must be as many."
                    + " Give prompt embeddings in %s.",
                second, state.shape()[1], count, PROMPT_REMEDY));
      }
    }
    float[] joined = new float[count * width];
    int offset = 0;
    for (NumpyArray state : states) {
      int part = (int) state.shape()[2];
      for (int token = 0; token < count; token++) {
        System.arraycopy(state.data(), token * part, joined, token * width + offset, part);
      }
      offset += part;
    }
    return new NumpyArray(new long[] {1, count, width}, joined);
  }

  private static void checkTokens(
      NumpyArray array, Optional<Path> file, Geometry geometry, EncoderFiles encoders) {
    Optional<Path> encoder =
        encoders.textEncoder().or(() -> encoders.secondTextEncoder().map(TextEncoder::model));
    String what = "The prompt embeddings " + source(file, encoder);
    check(array.shape()[2], "wide", geometry.contextWidth(), what, PROMPT_REMEDY);
    check(array.shape()[1], "tokens long", geometry.contextTokens(), what, PROMPT_REMEDY);
  }

  private static void checkPooled(
      NumpyArray array, Optional<Path> file, Geometry geometry, EncoderFiles encoders) {
    check(
        array.shape()[1],
        "wide",
        geometry.added().pooledWidth(),
        "The pooled prompt embeddings "
            + source(file, encoders.secondTextEncoder().map(TextEncoder::model)),
        POOLED_REMEDY);
  }

  private static String source(Optional<Path> file, Optional<Path> encoder) {
    return file.map(path -> "in " + path)
        .orElseGet(() -> "of the text encoder " + encoder.map(Path::toString).orElse(""));
  }

  private static void check(
      long size, String unit, OptionalInt wanted, String what, String remedy) {
    if (wanted.isPresent() && wanted.getAsInt() != size) {
      throw new UserError(
          String.format(
              "%s are %d %s, and this U-Net takes %d: give embeddings made for it in %s.",
              what, size, unit, wanted.getAsInt(), remedy));
    }
  }
}
