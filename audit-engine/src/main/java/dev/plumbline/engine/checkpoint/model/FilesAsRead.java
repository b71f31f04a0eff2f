package dev.plumbline.engine.checkpoint.model;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer.ExternalLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A model's files as they were when its graph was read. They are mapped while the model is
 * measured, so that one which is written meanwhile gives figures of neither the old nor the new.
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

  private FilesAsRead() {}

  /** Notes the state of a model's files: its own, and those with its data. */
  public static FilesAsRead of(GraphIndex index) {
    Set<Path> files = new LinkedHashSet<>(Set.of(index.file()));
    Stream.concat(
            index.initializers().stream().flatMap(tensor -> tensor.external().stream()),
            index.nestedExternals().stream())
        .map(ExternalLocation::location)
        .distinct()
        .forEach(location -> beside(index, location).ifPresent(files::add));
    FilesAsRead read = new FilesAsRead();
    files.forEach(file -> read.stamps.put(file, Stamp.of(file)));
    return read;
  }

  /** What is no name of a file is refused where the data is looked for. */
  private static Optional<Path> beside(GraphIndex index, String location) {
    try {
      return Optional.of(index.file().resolveSibling(location));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Says which file is not as it was, and what to do; empty if all are. */
  public Optional<String> change() {
    for (Map.Entry<Path, Optional<Stamp>> file : stamps.entrySet()) {
      Optional<Stamp> now = Stamp.of(file.getKey());
      if (!now.equals(file.getValue())) {
        return Optional.of(
            String.format(
                "%s was changed while it was measured: it had %s, and %s. Nothing that was measured"
                    + " of it counts. Run again when nobody writes it any more, or measure a copy.",
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
