package dev.plumbline.fetch.choice;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of many files make up a checkpoint. Where the U-Net is looked for is where it is in a
 * folder on this machine; and if there is none, in the one pipeline below.
 *
 * @param root the folder that the checkpoint is in, with a slash behind it; empty for the top
 * @param inside what of that folder was named: the folder itself (empty), one in it, or a file
 * @param models the {@code .onnx} files that are needed, from the top; the U-Net first
 * @param others what else is needed, from the top
 */
public record Choice(String root, String inside, List<String> models, List<String> others) {

  private static final String MODEL = "model.onnx";
  private static final int SHOWN = 5;
  private static final List<String> ENCODERS =
      List.of("vae_encoder", "text_encoder", "text_encoder_2");

  /** What else of a pipeline is read. */
  private static final List<String> SETTINGS =
      List.of(
          "model_index.json",
          "unet/config.json",
          "scheduler/scheduler_config.json",
          "vae_encoder/config.json",
          "text_encoder/config.json",
          "text_encoder_2/config.json",
          "tokenizer/tokenizer_config.json",
          "tokenizer/special_tokens_map.json",
          "tokenizer/vocab.json",
          "tokenizer_2/tokenizer_config.json",
          "tokenizer_2/special_tokens_map.json",
          "tokenizer_2/vocab.json");

  /** Copies the lists. */
  public Choice {
    models = List.copyOf(models);
    others = List.copyOf(others);
  }

  /**
   * Chooses.
   *
   * @param there all files that there are, with slashes
   * @param named the folder or file that the user named; empty for the top
   * @param shown what the user wrote, for people
   * @throws FetchException if there is no U-Net, or several; the message says what to do
   */
  public static Choice of(Collection<String> there, String named, String shown)
      throws FetchException {
    TreeSet<String> files =
        there.stream().filter(SafePath::isSafe).collect(Collectors.toCollection(TreeSet::new));
    if (files.contains(named)) {
      if (!isOnnx(named)) {
        throw new FetchException(
            shown
                + " is not an .onnx file. Name a pipeline folder, a U-Net folder or an .onnx file.");
      }
      String folder = named.substring(0, named.lastIndexOf('/') + 1);
      return of(files, named, folder, named.substring(folder.length()));
    }
    String folder = named.isEmpty() ? "" : named + "/";
    if (files.stream().noneMatch(file -> file.startsWith(folder))) {
      throw new FetchException(
          "There is nothing at "
              + shown
              + (files.isEmpty() ? "." : ". There is: " + listed(tops(files)) + "."));
    }
    Optional<String> unet = unetIn(files, folder, shown);
    if (unet.isPresent()) {
      String unetFolder = unet.get().substring(0, unet.get().lastIndexOf('/') + 1);
      return of(files, unet.get(), unetFolder, unetFolder.equals(folder) ? "" : null);
    }
    return nested(files, folder, shown);
  }

  /**
   * Puts together what belongs to a U-Net.
   *
   * @param folder the U-Net's
   * @param name what was named in it: a file, or empty for itself; null for the pipeline's folder
   */
  private static Choice of(TreeSet<String> files, String unet, String folder, String name) {
    boolean isOfPipeline = folder.equals("unet/") || folder.endsWith("/unet/");
    List<String> models = new ArrayList<>(List.of(unet));
    List<String> others = new ArrayList<>();
    if (!isOfPipeline) {
      add(files, folder + "config.json", others);
      return new Choice(folder, name == null ? "" : name, models, others);
    }
    String root = folder.substring(0, folder.length() - "unet/".length());
    ENCODERS.forEach(encoder -> add(files, root + encoder + "/" + MODEL, models));
    SETTINGS.forEach(setting -> add(files, root + setting, others));
    String inside = name == null ? "" : name.isEmpty() ? "unet" : "unet/" + name;
    return new Choice(root, inside, models, others);
  }

  private static void add(TreeSet<String> files, String file, List<String> to) {
    if (files.contains(file)) {
      to.add(file);
    }
  }

  private static boolean isOnnx(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  /** As in a folder on this machine: that of the pipeline's U-Net, if it is there, or itself. */
  private static Optional<String> unetIn(TreeSet<String> files, String folder, String shown)
      throws FetchException {
    boolean isPipeline = files.stream().anyMatch(file -> file.startsWith(folder + "unet/"));
    String in = isPipeline ? folder + "unet/" : folder;
    if (files.contains(in + MODEL)) {
      return Optional.of(in + MODEL);
    }
    List<String> candidates =
        files.stream()
            .filter(file -> file.startsWith(in) && file.indexOf('/', in.length()) < 0)
            .filter(Choice::isOnnx)
            .toList();
    if (candidates.size() > 1) {
      throw new FetchException(
          String.format(
              "%s has several .onnx files, and none is called model.onnx: %s. Name the U-Net's file"
                  + " itself, behind a slash.",
              shown, listed(candidates)));
    }
    return candidates.stream().findFirst();
  }

  private static Choice nested(TreeSet<String> files, String folder, String shown)
      throws FetchException {
    List<String> found =
        files.stream()
            .filter(file -> file.startsWith(folder) && file.endsWith("/unet/" + MODEL))
            .toList();
    if (found.size() == 1) {
      String unet = found.get(0);
      return of(files, unet, unet.substring(0, unet.length() - MODEL.length()), null);
    }
    if (found.isEmpty()) {
      boolean hasWeights =
          files.stream().anyMatch(file -> file.matches(".*\\.(safetensors|bin|ckpt|pt|pth)"));
      throw new FetchException(
          String.format(
              "There is no U-Net in ONNX at %s: looked for unet/model.onnx, model.onnx, or a single"
                  + " .onnx file.%s Export it: optimum-cli export onnx --model MODEL FOLDER",
              shown, hasWeights ? " It has weights for PyTorch only." : ""));
    }
    throw new FetchException(
        String.format(
            "%s has several pipelines: %s. Name one, behind a slash.",
            shown,
            listed(
                found.stream()
                    .map(file -> file.substring(0, file.length() - "/unet/model.onnx".length()))
                    .toList())));
  }

  private static List<String> tops(TreeSet<String> files) {
    return files.stream().map(file -> file.replaceFirst("/.*", "/")).distinct().toList();
  }

  private static String listed(List<String> names) {
    String some =
        names.stream().limit(SHOWN).map(SafePath::shown).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? some + " and " + (names.size() - SHOWN) + " more" : some;
  }

  /**
   * Returns which of the files that a model names beside it there are.
   *
   * @param there all files
   * @param model the model, from the top
   * @param named what it names, relative to its folder
   */
  public static List<String> data(
      Collection<String> there, String model, Collection<String> named) {
    String folder = model.substring(0, model.lastIndexOf('/') + 1);
    return named.stream()
        .map(name -> folder + (name.startsWith("./") ? name.substring(2) : name))
        .filter(SafePath::isSafe)
        .filter(there::contains)
        .sorted()
        .toList();
  }
}
