package dev.plumbline.engine.input.photographs;

import dev.plumbline.engine.input.scenes.BalancedOrder;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The photographs in a folder and its sub-folders. */
public final class ImageFolder {

  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".webp");

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
   * case, hidden ones left out.
   *
   * @param folder the folder
   * @param warnings told once if there are other files, and of names that cannot be read
   * @return the images by name
   * @throws UserError if there is no such folder, no image in it, or images whose names are the
   *     same in this locale
   */
  public static List<Entry> list(Path folder, Consumer<String> warnings) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          "There is no image folder "
              + folder
              + ": give a folder of photographs in -Daudit.images, or latents in"
              + " -Daudit.latents=file.npy.");
    }
    List<Entry> images = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Path file : files(folder)) {
      Path relative = folder.relativize(file);
      if (isHidden(relative)) {
        continue;
      }
      String name = name(relative);
      if (isImage(name)) {
        String scene = relative.getNameCount() > 1 ? name.substring(0, name.indexOf('/')) : name;
        images.add(new Entry(file, name, scene));
      } else {
        others.add(name);
      }
    }
    if (images.isEmpty()) {
      throw new UserError(
          "There is no image in "
              + folder
              + ": give a folder with .png, .jpg, .jpeg or .webp files in -Daudit.images.");
    }
    if (!others.isEmpty()) {
      others.sort(Comparator.naturalOrder());
      warnings.accept(
          String.format(
              "In %s, %s ignored, not being .png, .jpg, .jpeg or .webp: %s%s.",
              folder,
              others.size() == 1 ? "1 file was" : others.size() + " files were",
              String.join(", ", others.subList(0, Math.min(3, others.size()))),
              others.size() > 3 ? ", …" : ""));
    }
    images.sort(Comparator.comparing(Entry::name));
    sayUnreadable(images, folder, warnings);
    return images;
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

  private static List<Path> files(Path folder) {
    // Links are followed: data sets are often folders of links into a store.
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(path -> !Files.isDirectory(path)).toList();
    } catch (IOException | UncheckedIOException e) {
      Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
      throw new UserError(
          String.format(
              "The image folder %s cannot be listed: %s. Give one whose sub-folders can be read and"
                  + " whose links make no loop.",
              folder, cause),
          e);
    }
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** Composed characters, so that an image has one name on every file system. */
  private static String name(Path relative) {
    List<String> parts = new ArrayList<>();
    relative.forEach(part -> parts.add(part.toString()));
    return Normalizer.normalize(String.join("/", parts), Normalizer.Form.NFC);
  }

  private static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith);
  }
}
