package dev.plumbline.mutations;

import dev.plumbline.common.Folders;
import dev.plumbline.engine.input.files.NpyRows;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The networks of which mutants are made. */
final class Networks {

  /** The bundled checkpoint, which is trained. */
  static final String REFERENCE = "reference-unet";

  /**
   * A smaller U-Net of other channels which is not trained, of which there are exports by several
   * routes.
   */
  static final String UNTRAINED = "untrained-unet";

  private static final List<String> REEXPORTS =
      List.of("dynamo", "external-data", "float16", "timestep-int64-batch");
  private static final String EXPORT = "torchscript";
  private static final int PROMPT_TOKENS = 77;
  private static final int CONTEXT_WIDTH = 16;

  private Networks() {}

  /**
   * Makes a network ready.
   *
   * @param name its name
   * @param bundled the folder with the bundled checkpoint
   * @param exports the folder with exports of the untrained U-Net
   * @param work where files are made that it needs
   * @throws UserError if there is no network of the name
   */
  static Network of(String name, Path bundled, Path exports, Path work) throws IOException {
    Path reference = bundled.resolve(REFERENCE);
    return switch (name) {
      case REFERENCE -> new Network(name, reference, Optional.empty(), List.of());
      case UNTRAINED -> untrained(reference, exports, work);
      default ->
          throw new UserError(
              "mutation.networks: there is no '"
                  + name
                  + "'; there are "
                  + REFERENCE
                  + " and "
                  + UNTRAINED
                  + ".");
    };
  }

  /** Its noise schedule is the bundled checkpoint's, its prompt is drawn at random. */
  private static Network untrained(Path reference, Path exports, Path work) throws IOException {
    Path pipeline = work.resolve("pipeline");
    Path prompt = work.resolve("prompt.npy");
    if (Files.notExists(prompt)) {
      Files.createDirectories(pipeline.resolve(Network.SCHEDULER).getParent());
      Files.copy(reference.resolve(Network.SCHEDULER), pipeline.resolve(Network.SCHEDULER));
      Folders.copy(exports.resolve(EXPORT), pipeline.resolve(Network.UNET).getParent());
      writePrompt(prompt);
    }
    return new Network(
        UNTRAINED,
        pipeline,
        Optional.of(prompt),
        REEXPORTS.stream().map(exports::resolve).toList());
  }

  private static void writePrompt(Path file) throws IOException {
    Random random = new Random(2);
    float[] values = new float[PROMPT_TOKENS * CONTEXT_WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    try (NpyRows rows = new NpyRows(file, 1, PROMPT_TOKENS, CONTEXT_WIDTH)) {
      rows.add(values);
      rows.finish();
    }
  }
}
