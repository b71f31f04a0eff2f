package dev.plumbline.engine.input.encoders;

import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;

/** Reads prompt embeddings from the user's files. */
final class PromptFiles {

  private PromptFiles() {}

  /**
   * Reads embeddings [S,D] or [1,S,D].
   *
   * @param file a {@code .npy} or {@code .safetensors} file
   * @return the embeddings [1,S,D]
   * @throws UserError if the file cannot be read or holds something else
   */
  static NumpyArray tokens(Path file) {
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
   * Reads pooled embeddings [D] or [1,D].
   *
   * @param file a {@code .npy} or {@code .safetensors} file
   * @return the embeddings [1,D]
   * @throws UserError if the file cannot be read or holds something else
   */
  static NumpyArray pooled(Path file) {
    NumpyArray array = ArrayFile.read(file, ArrayFile.POOLED_PROMPT).array();
    long[] shape = array.shape();
    boolean one = shape.length == 1 || (shape.length == 2 && shape[0] == 1);
    if (!one || array.data().length == 0 || !array.isFinite()) {
      throw new UserError(
          String.format(
              "The pooled prompt embeddings in %s have the shape %s; they must be [1, D] or [D],"
                  + " and finite.",
              file, array.shapeText()));
    }
    return new NumpyArray(new long[] {1, array.data().length}, array.data());
  }
}
