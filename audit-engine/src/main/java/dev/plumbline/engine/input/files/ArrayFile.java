package dev.plumbline.engine.input.files;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * An array from a file: of a {@code .safetensors} file one tensor, else a NumPy array.
 *
 * @param array the array
 * @param metadata the texts that came with it; a NumPy file has none
 */
public record ArrayFile(NumpyArray array, Map<String, String> metadata) {

  /** What the tensor of clean latents is called. */
  public static final String LATENTS = "latents";

  /** What the tensor of noise fields is called. */
  public static final String NOISE = "noise";

  /** What the tensor of prompt embeddings is called. */
  public static final String PROMPT = "prompt_embeds";

  /** What the tensor of pooled prompt embeddings is called. */
  public static final String POOLED_PROMPT = "pooled_prompt_embeds";

  /**
   * Reads a file.
   *
   * @param file the file; its name says which format it has
   * @param tensor the tensor wanted of a safetensors file that has several
   * @throws UserError if the file cannot be read or has no such tensor
   */
  public static ArrayFile read(Path file, String tensor) {
    if (isSafetensors(file)) {
      SafetensorsFile tensors = SafetensorsFile.open(file);
      return new ArrayFile(tensors.tensor(tensor), tensors.metadata());
    }
    return new ArrayFile(NumpyArray.read(file), Map.of());
  }

  /**
   * Reads an array's shape, and not the array.
   *
   * @param file the file
   * @param tensor the tensor wanted of a safetensors file that has several
   * @return the dimensions, outermost first
   * @throws UserError if the file cannot be read or has no such tensor
   */
  public static long[] shape(Path file, String tensor) {
    return isSafetensors(file)
        ? SafetensorsFile.open(file).shape(tensor).clone()
        : NumpyArray.shape(file);
  }

  /**
   * Reads the texts that come with an array, and not the array.
   *
   * @param file the file
   * @throws UserError if the file cannot be read
   */
  public static Map<String, String> metadata(Path file) {
    return isSafetensors(file) ? SafetensorsFile.open(file).metadata() : Map.of();
  }

  private static boolean isSafetensors(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
  }
}
