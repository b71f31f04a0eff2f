package dev.plumbline.engine.input.encoders;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.input.encoders.EncoderFiles.TextEncoder;
import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs text encoders on the empty prompt. */
final class PromptEncoder {

  private static final String REMEDY = "-Daudit.prompt=file.npy";
  private static final String POOLED_OUTPUT = "text_embeds";

  private PromptEncoder() {}

  /**
   * Runs the text encoder on the empty prompt.
   *
   * @param encoders the pipeline's files, a text encoder among them
   * @param opener opens the model
   * @param warnings told if the padding must be guessed
   * @return the embeddings [1,S,D]
   * @throws UserError if the encoder cannot be loaded or run
   */
  static NumpyArray ofEmptyPrompt(
      EncoderFiles encoders, ModelOpener opener, Consumer<String> warnings) {
    TextEncoder encoder = encoders.firstTextEncoder().orElseThrow();
    return encode(
            encoder,
            names ->
                List.of(
                    names.contains("last_hidden_state")
                        ? "last_hidden_state"
                        : names.iterator().next()),
            opener,
            warnings)
        .get(0);
  }

  /**
   * Runs one of SDXL's text encoders on the empty prompt.
   *
   * @param encoder the encoder
   * @param pooled whether it has to return pooled embeddings, too
   * @param opener opens the model
   * @param warnings told if the padding must be guessed
   * @return its last hidden state but one, as SDXL takes it
   * @throws UserError if the encoder cannot be loaded or run, or does not return these
   */
  static PromptEmbeddings hiddenStates(
      TextEncoder encoder, boolean pooled, ModelOpener opener, Consumer<String> warnings) {
    List<NumpyArray> found =
        encode(
            encoder,
            names -> {
              List<String> wanted = new ArrayList<>();
              wanted.add(lastHiddenStateButOne(encoder, names));
              if (pooled) {
                wanted.add(pooledOutput(encoder.model(), names));
              }
              return wanted;
            },
            opener,
            warnings);
    return new PromptEmbeddings(found.get(0), found.stream().skip(1).findFirst());
  }

  /** Runs SDXL's second text encoder for its pooled embeddings [1,D] alone. */
  static NumpyArray pooled(TextEncoder encoder, ModelOpener opener, Consumer<String> warnings) {
    return encode(encoder, names -> List.of(pooledOutput(encoder.model(), names)), opener, warnings)
        .get(0);
  }

  /**
   * The hidden states are numbered from the embeddings, 0, to after the last of L layers, L; so the
   * last but one is L − 1. The numbers alone do not say L: optimum's exports leave the last out.
   */
  private static String lastHiddenStateButOne(TextEncoder encoder, Set<String> names) {
    int layers =
        JsonFile.read(encoder.config())
            .integer("num_hidden_layers")
            .orElseThrow(
                () ->
                    wrong(
                        encoder.model(),
                        "SDXL takes its last hidden state but one, and no config.json beside it"
                            + " says \"num_hidden_layers\""));
    String wanted = "hidden_states." + (layers - 1);
    if (!names.contains(wanted)) {
      throw wrong(
          encoder.model(),
          "SDXL takes its last hidden state but one, "
              + wanted
              + ", and it returns "
              + names
              + "; optimum-cli exports SDXL's text encoders with their hidden states");
    }
    return wanted;
  }

  private static String pooledOutput(Path model, Set<String> names) {
    if (!names.contains(POOLED_OUTPUT)) {
      throw new UserError(
          String.format(
              "The text encoder %s does not return %s but %s. Export it with its projection, or"
                  + " give pooled prompt embeddings in -Daudit.prompt.pooled=file.npy.",
              model, POOLED_OUTPUT, names));
    }
    return POOLED_OUTPUT;
  }

  private static List<NumpyArray> encode(
      TextEncoder encoder,
      Function<Set<String>, List<String>> outputs,
      ModelOpener opener,
      Consumer<String> warnings) {
    Path model = encoder.model();
    EmptyPrompt prompt = EmptyPrompt.read(encoder.config(), encoder.tokenizerConfig(), warnings);
    try (EncoderSession session = EncoderSession.open("text encoder", model, opener, REMEDY)) {
      TensorInfo input =
          session
              .onlyInput()
              .filter(info -> info.getShape().length == 2)
              .orElseThrow(
                  () ->
                      wrong(
                          model,
                          "it must take one input, input_ids [B, S], and it takes "
                              + session.inputNames()));
      long fixed = input.getShape()[1];
      if (fixed > EmptyPrompt.LONGEST) {
        throw wrong(model, "it takes prompts of " + fixed + " tokens");
      }
      int[] ids = prompt.ids(fixed > 0 ? Math.toIntExact(fixed) : prompt.length());
      String inputName = session.inputNames().iterator().next();
      List<String> wanted = outputs.apply(session.outputNames());
      List<NumpyArray> arrays = new ArrayList<>();
      List<NumpyArray> returned =
          session.run(
              "the empty prompt",
              (opened, run) -> {
                try (OnnxTensor tokens = Tensors.integers(input, ids, new long[] {1, ids.length})) {
                  return copies(opened, run, Map.of(inputName, tokens), wanted);
                }
              });
      for (int i = 0; i < wanted.size(); i++) {
        arrays.add(
            wanted.get(i).equals(POOLED_OUTPUT)
                ? checkedPooled(model, returned.get(i))
                : checked(model, wanted.get(i), ids.length, returned.get(i)));
      }
      return arrays;
    } catch (OrtException e) {
      throw wrong(model, "it failed on the empty prompt (" + e.getMessage() + ")");
    }
  }

  private static List<NumpyArray> copies(
      OrtSession opened,
      OrtSession.RunOptions run,
      Map<String, OnnxTensor> inputs,
      List<String> wanted)
      throws OrtException {
    try (OrtSession.Result result = opened.run(inputs, Set.copyOf(wanted), run)) {
      List<NumpyArray> copies = new ArrayList<>();
      for (String output : wanted) {
        copies.add(Tensors.copy(result.get(output).orElseThrow()));
      }
      return copies;
    }
  }

  private static NumpyArray checkedPooled(Path model, NumpyArray pooled) {
    if (pooled.shape().length != 2 || pooled.shape()[0] != 1 || !pooled.isFinite()) {
      throw wrong(
          model,
          String.format(
              "its output %s is %s; pooled embeddings are [1, D] and finite",
              POOLED_OUTPUT, pooled.shapeText()));
    }
    return pooled;
  }

  private static NumpyArray checked(Path model, String output, int length, NumpyArray embedding) {
    long[] shape = embedding.shape();
    if (shape.length != 3 || !Arrays.equals(Arrays.copyOf(shape, 2), new long[] {1, length})) {
      throw wrong(
          model,
          String.format(
              "its output %s is %s, and embeddings are [1, %d, D]",
              output, embedding.shapeText(), length));
    }
    if (!embedding.isFinite()) {
      throw wrong(model, "its embeddings of the empty prompt are not finite");
    }
    return embedding;
  }

  private static UserError wrong(Path model, String why) {
    return new UserError(
        String.format(
            "The text encoder %s cannot be used: %s. Give prompt embeddings in %s.",
            model, why, REMEDY));
  }
}
