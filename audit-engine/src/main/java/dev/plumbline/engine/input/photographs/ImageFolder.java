package dev.plumbline.engine.input.photographs;

import dev.plumbline.engine.input.scenes.BalancedOrder;
import dev.plumbline.engine.plan.Listed;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** The photographs in a folder and its sub-folders. */
public final class ImageFolder {

  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".webp");

  private static final int NAMED = 3;

  /** What decoders put where bytes are no character. */
  private static final char UNREADABLE = '\uFFFD';

  /**
   * One image file.
   *
   * @param file where it is
   * @param name its path relative to the folder, with '/'
   * @param scene the sub-folder it is in, or its own name
   */
  public record Entry(Path file, String name, String scene) {}

  private ImageFolder() {}

  /**
   * Lists the images: {@code .png}, {@code .jpg}, {@code .jpeg} and {@code .webp} in upper or lower
   * case. Hidden ones are left out, and so are folders that systems and programs keep for
   * themselves, such as {@code @eaDir} with its previews.
   *
   * @param folder the folder
   * @param warnings told once if there are other files, what cannot be read, and what was left out
   * @return the images by name
   * @throws UserError if there is no such folder, no image in it, or images whose names become the
   *     same
   */
  public static List<Entry> list(Path folder, Consumer<String> warnings) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          "There is no image folder "
              + folder
              + ": give a folder of photographs in -Daudit.images, or latents in"
              + " -Daudit.latents=file.npy.");
    }
    FolderWalk found = walk(folder);
    List<Entry> images = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Path relative : found.files()) {
      String name = name(relative);
      if (isImage(name)) {
        String scene = relative.getNameCount() > 1 ? name.substring(0, name.indexOf('/')) : name;
        images.add(new Entry(folder.resolve(relative), name, scene));
      } else {
        others.add(name);
      }
    }
    sayWhatIsMissing(found, folder, warnings);
    if (images.isEmpty()) {
      throw new UserError(
          "There is no image in "
              + folder
              + ": give a folder with .png, .jpg, .jpeg or .webp files in -Daudit.images."
              + (found.unreadable().isEmpty()
                  ? ""
                  : " What is in it and cannot be read: "
                      + Listed.of(found.unreadable(), NAMED)
                      + "."));
    }
    sayIgnored(others, folder, warnings);
    images.sort(Comparator.comparing(Entry::name));
    sayUnreadable(images, folder, warnings);
    refuseEqualNames(images, folder);
    return images;
  }

  private static FolderWalk walk(Path folder) {
    try {
      return new FolderWalk(folder).go();
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "The image folder %s cannot be listed: %s. Give one that can be read.", folder, e),
          e);
    }
  }

  private static void sayWhatIsMissing(FolderWalk found, Path folder, Consumer<String> warnings) {
    if (!found.unreadable().isEmpty()) {
      warnings.accept(
          String.format(
              "In %s, what cannot be read was left out: %s.",
              folder, Listed.of(found.unreadable(), NAMED)));
    }
    if (!found.foreign().isEmpty()) {
      List<String> names = found.foreign().stream().map(ImageFolder::name).sorted().toList();
      warnings.accept(
          String.format(
              "In %s, folders that systems and programs keep for themselves were passed over: %s.",
              folder, Listed.of(names, NAMED)));
    }
  }

  private static void sayIgnored(List<String> others, Path folder, Consumer<String> warnings) {
    if (!others.isEmpty()) {
      others.sort(Comparator.naturalOrder());
      warnings.accept(
          String.format(
              "In %s, %s ignored, not being .png, .jpg, .jpeg or .webp: %s.",
              folder,
              others.size() == 1 ? "1 file was" : others.size() + " files were",
              Listed.of(others, NAMED)));
    }
  }

  /** A name is what noise is drawn from, and by what results are found. */
  private static void refuseEqualNames(List<Entry> sorted, Path folder) {
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
        throw new UserError(
            String.format(
                "In %s, two images have the same name, %s, written with other characters: rename"
                    + " one.",
                folder, sorted.get(i).name()));
      }
    }
  }

  /**
   * Where the locale has no character for the bytes of a name, another character stands for each:
   * images are not told apart by it, nor recognised in another locale.
   */
  private static void sayUnreadable(List<Entry> images, Path folder, Consumer<String> warnings) {
    List<String> unreadable =
        images.stream().map(Entry::name).filter(name -> name.indexOf(UNREADABLE) >= 0).toList();
    if (unreadable.isEmpty()) {
      return;
    }
    String names =
        String.format(
            "In %s, names of images cannot be read in this locale: %d, such as %s. Set one that has"
                + " their characters before Java starts: LC_ALL=C.UTF-8.",
            folder, unreadable.size(), unreadable.get(0));
    if (Set.copyOf(unreadable).size() < unreadable.size()) {
      throw new UserError(names);
    }
    warnings.accept(names);
  }

  /**
   * Orders images for a choice of the first few, balanced over scenes.
   *
   * @param images the images in any order
   * @param seed the seed
   * @return the same images in the order in which to take them
   */
  public static List<Entry> balanced(List<Entry> images, long seed) {
    return BalancedOrder.of(images, Entry::name, Entry::scene, seed);
  }

  /** Composed characters, so that an image has one name on every file system; all can be shown. */
  private static String name(Path relative) {
    List<String> parts = new ArrayList<>();
    relative.forEach(part -> parts.add(part.toString()));
    return SafeNames.shown(Normalizer.normalize(String.join("/", parts), Normalizer.Form.NFC));
  }

  private static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith);
  }
}
