package dev.plumbline.engine.checkpoint;

import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a checkpoint. Everything but the U-Net is there only where the checkpoint is a
 * pipeline and has it.
 *
 * @param unet the U-Net's {@code .onnx} file
 * @param unetConfig {@code config.json} beside it
 * @param vaeEncoder {@code vae_encoder/model.onnx}
 * @param vaeConfig {@code vae_encoder/config.json}
 * @param textEncoder {@code text_encoder/model.onnx}
 * @param textConfig {@code text_encoder/config.json}
 * @param tokenizerConfig {@code tokenizer/tokenizer_config.json}
 * @param schedulerConfig {@code scheduler/scheduler_config.json}
 * @param textEncoder2 {@code text_encoder_2/model.onnx}
 * @param textConfig2 {@code text_encoder_2/config.json}
 * @param tokenizerConfig2 {@code tokenizer_2/tokenizer_config.json}
 */
public record CheckpointFiles(
    Path unet,
    Optional<Path> unetConfig,
    Optional<Path> vaeEncoder,
    Optional<Path> vaeConfig,
    Optional<Path> textEncoder,
    Optional<Path> textConfig,
    Optional<Path> tokenizerConfig,
    Optional<Path> schedulerConfig,
    Optional<Path> textEncoder2,
    Optional<Path> textConfig2,
    Optional<Path> tokenizerConfig2) {

  private static final String MODEL = "model.onnx";
  private static final String EXPORT_HINT =
      " A pipeline is exported with: optimum-cli export onnx --model MODEL FOLDER";

  /**
   * Finds the files of a checkpoint: of a pipeline folder, a U-Net folder, or an {@code .onnx}
   * file. A U-Net in a folder called {@code unet} is taken for a pipeline's and has its siblings.
   *
   * @param spec the checkpoint as the user named it
   * @return its files
   * @throws UserError if the path does not exist, holds no U-Net, or holds several candidates, or
   *     if the checkpoint could not be fetched
   */
  public static CheckpointFiles resolve(CheckpointSpec spec) {
    refuseUnfetched(spec);
    Path path = spec.path().toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw new UserError(
          "there is nothing at "
              + path
              + ". Give a pipeline folder, a U-Net folder or an .onnx file.");
    }
    Path unet = Files.isDirectory(path) ? unetIn(path) : unetFile(path);
    Path folder = unet.getParent();
    Optional<Path> pipeline =
        Optional.of(folder).filter(f -> f.endsWith("unet")).map(Path::getParent);
    return new CheckpointFiles(
        unet,
        file(Optional.of(folder), "config.json"),
        file(pipeline, "vae_encoder", MODEL),
        file(pipeline, "vae_encoder", "config.json"),
        file(pipeline, "text_encoder", MODEL),
        file(pipeline, "text_encoder", "config.json"),
        file(pipeline, "tokenizer", "tokenizer_config.json"),
        file(pipeline, "scheduler", "scheduler_config.json"),
        file(pipeline, "text_encoder_2", MODEL),
        file(pipeline, "text_encoder_2", "config.json"),
        file(pipeline, "tokenizer_2", "tokenizer_config.json"));
  }

  private static void refuseUnfetched(CheckpointSpec spec) {
    spec.remote()
        .filter(remote -> remote.stoodFor().isEmpty())
        .ifPresent(
            remote -> {
              throw new UserError(
                  remote.problem().isEmpty()
                      ? remote.location() + " has not been fetched."
                      : remote.problem());
            });
  }

  /** Returns the models among the files: the U-Net, and encoders. */
  public List<Path> models() {
    return Stream.of(Optional.of(unet), vaeEncoder, textEncoder, textEncoder2)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns the configurations among the files. */
  public List<Path> configs() {
    return Stream.of(
            unetConfig,
            vaeConfig,
            textConfig,
            tokenizerConfig,
            schedulerConfig,
            textConfig2,
            tokenizerConfig2)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Path unetFile(Path path) {
    if (!isOnnx(path)) {
      throw new UserError(
          path
              + " is not an .onnx file. Give a pipeline folder, a U-Net folder or an .onnx file."
              + EXPORT_HINT);
    }
    return path;
  }

  private static Path unetIn(Path folder) {
    Path pipelineUnet = folder.resolve("unet");
    Path unetFolder = Files.isDirectory(pipelineUnet) ? pipelineUnet : folder;
    if (Files.isRegularFile(unetFolder.resolve(MODEL))) {
      return unetFolder.resolve(MODEL);
    }
    List<Path> candidates = onnxFilesIn(unetFolder);
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    if (candidates.isEmpty()) {
      throw new UserError(
          "no U-Net in "
              + folder
              + ": looked for unet/model.onnx, model.onnx, or a single .onnx file in "
              + unetFolder
              + "."
              + EXPORT_HINT);
    }
    String names =
        candidates.stream()
            .map(candidate -> candidate.getFileName().toString())
            .collect(Collectors.joining(", "));
    throw new UserError(
        "several .onnx files in "
            + unetFolder
            + " and none is called model.onnx: "
            + names
            + ". Name the U-Net's file itself: "
            + "audit.checkpoint="
            + candidates.get(0));
  }

  private static List<Path> onnxFilesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> isOnnx(file) && Files.isRegularFile(file))
          .sorted()
          .collect(Collectors.toUnmodifiableList());
    } catch (IOException e) {
      throw new UserError(
          "Cannot list " + folder + " (" + e + "). Check that the folder is readable.", e);
    }
  }

  private static boolean isOnnx(Path path) {
    return path.getFileName() != null
        && path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  private static Optional<Path> file(Optional<Path> folder, String... names) {
    return folder
        .map(
            path -> {
              Path resolved = path;
              for (String name : names) {
                resolved = resolved.resolve(name);
              }
              return resolved;
            })
        .filter(Files::isRegularFile);
  }
}
