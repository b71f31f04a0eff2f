package dev.plumbline.engine.input;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** What the U-Net is conditioned on: embeddings [1,S,D], of the empty prompt or from a file. */
final class PromptEmbedding {

  private static final String REMEDY = "-Daudit.prompt=file.npy";

  private PromptEmbedding() {}

  /**
   * Reads embeddings [S,D] or [1,S,D].
   *
   * @param file a {@code .npy} or {@code .safetensors} file
   * @return the embeddings [1,S,D]
   * @throws UserError if the file cannot be read or holds something else
   */
  static NumpyArray fromFile(Path file) {
    NumpyArray array = ArrayFile.read(file, ArrayFile.PROMPT).array();
    long[] shape = array.shape();
    boolean one = shape.length == 2 || (shape.length == 3 && shape[0] == 1);
    if (!one || array.data().length == 0) {
      throw new UserError(
          String.format(
              "The prompt embeddings in %s have the shape %s; they must be [1, S, D] or [S, D].",
              file, array.shapeText()));
    }
    if (!array.isFinite()) {
      throw new UserError(
          "The prompt embeddings in "
              + file
              + " have values that are not finite: give finite ones.");
    }
    return new NumpyArray(
        new long[] {1, shape[shape.length - 2], shape[shape.length - 1]}, array.data());
  }

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
      Encoders encoders, ModelOpener opener, Consumer<String> warnings) {
    Path model = encoders.textEncoder().orElseThrow();
    EmptyPrompt prompt =
        EmptyPrompt.read(encoders.textConfig(), encoders.tokenizerConfig(), warnings);
    try (OrtSession session = Tensors.open("text encoder", model, opener, REMEDY)) {
      TensorInfo input =
          Tensors.onlyInput(session)
              .filter(info -> info.getShape().length == 2)
              .orElseThrow(
                  () ->
                      wrong(
                          model,
                          "it must take one input, input_ids [B, S], and it takes "
                              + session.getInputNames()));
      long fixed = input.getShape()[1];
      int[] ids = prompt.ids(fixed > 0 ? Math.toIntExact(fixed) : prompt.length());
      String inputName = session.getInputNames().iterator().next();
      String outputName =
          session.getOutputNames().contains("last_hidden_state")
              ? "last_hidden_state"
              : session.getOutputNames().iterator().next();
      try (OnnxTensor tokens = Tensors.integers(input, ids, new long[] {1, ids.length});
          OrtSession.Result result = session.run(Map.of(inputName, tokens))) {
        NumpyArray embedding = Tensors.copy(result.get(outputName).orElseThrow());
        return checked(model, outputName, ids.length, embedding);
      }
    } catch (OrtException e) {
      throw wrong(model, "it failed on the empty prompt (" + e.getMessage() + ")");
    }
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
