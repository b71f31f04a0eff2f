package dev.plumbline.engine.checkpoint.model;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer.ExternalLocation;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Models' files as they were when their graphs were read. They are mapped while they are in use, so
 * that one which is written meanwhile gives figures of neither the old nor the new.
 */
public final class FilesAsRead {

  /** What tells one state of a file from another. */
  private record Stamp(long bytes, FileTime time, Optional<Object> identity) {

    static Optional<Stamp> of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return Optional.of(
            new Stamp(now.size(), now.lastModifiedTime(), Optional.ofNullable(now.fileKey())));
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return bytes + " bytes of " + time;
    }
  }

  private final Map<Path, Optional<Stamp>> stamps = new TreeMap<>();

  private FilesAsRead(Collection<Path> files) {
    files.forEach(file -> stamps.put(file, Stamp.of(file)));
  }

  /** Notes the state of a model's files: its own, and those with its data. */
  public static FilesAsRead of(GraphIndex index) {
    return new FilesAsRead(filesOf(index));
  }

  /**
   * Notes the state of several models' files. Of one whose graph cannot be read it is only its own
   * file: what is wrong with it is said where it is opened.
   */
  public static FilesAsRead of(Collection<Path> models) {
    return new FilesAsRead(filesOf(models));
  }

  /**
   * Returns the files of models: their own, and those with their data, where these can be read of
   * their graphs.
   */
  public static Set<Path> filesOf(Collection<Path> models) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path model : models) {
      try {
        files.addAll(filesOf(GraphIndex.read(model)));
      } catch (UserError e) {
        files.add(model);
      }
    }
    return files;
  }

  private static Set<Path> filesOf(GraphIndex index) {
    Set<Path> files = new LinkedHashSet<>(Set.of(index.file()));
    Stream.concat(
            index.initializers().stream().flatMap(tensor -> tensor.external().stream()),
            index.nestedExternals().stream())
        .map(ExternalLocation::location)
        .distinct()
        .forEach(location -> beside(index, location).ifPresent(files::add));
    return files;
  }

  /** What is no name of a file is refused where the data is looked for. */
  private static Optional<Path> beside(GraphIndex index, String location) {
    try {
      return Optional.of(index.file().resolveSibling(location));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes sure that all files are as they were.
   *
   * @throws UserError that says which file is not, and what to do
   */
  public void refuseChange() {
    change()
        .ifPresent(
            change -> {
              throw new UserError(change);
            });
  }

  private Optional<String> change() {
    for (Map.Entry<Path, Optional<Stamp>> file : stamps.entrySet()) {
      Optional<Stamp> now = Stamp.of(file.getKey());
      if (!now.equals(file.getValue())) {
        return Optional.of(
            String.format(
                "%s was changed while it was in use: it had %s, and %s. Nothing that came of it"
                    + " counts. Run again when nobody writes it any more, or use a copy.",
                file.getKey(),
                said(file.getValue()),
                now.isEmpty()
                    ? "is gone"
                    : now.toString().equals(file.getValue().toString())
                        ? "is another file of that size and time now"
                        : "has " + said(now) + " now"));
      }
    }
    return Optional.empty();
  }

  private static String said(Optional<Stamp> stamp) {
    return stamp.map(Stamp::toString).orElse("nothing");
  }
}
