package dev.plumbline.engine.measure.chunks;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Folders that partials of several parts are in. A partial may be in one of them only.
 *
 * @param folders the folders
 */
public record PartialFolders(List<Path> folders) {

  /** Copies the list. */
  public PartialFolders {
    folders = List.copyOf(folders);
  }

  /**
   * Finds a partial.
   *
   * @param name its file's name
   * @param partial what it is, for people: {@code the partial of t=50}
   * @return its file; empty if it is nowhere
   * @throws UserError if it is in several folders
   */
  public Optional<Path> find(String name, String partial) {
    List<Path> found =
        folders.stream().map(folder -> folder.resolve(name)).filter(Files::exists).toList();
    if (found.size() > 1) {
      throw new UserError(
          String.format(
              "%s is in several folders, %s: parts must not overlap. Leave out all but one.",
              partial, found.stream().map(Path::getParent).toList()));
    }
    return found.stream().findFirst();
  }
}
