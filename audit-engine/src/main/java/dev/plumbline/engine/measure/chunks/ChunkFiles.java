package dev.plumbline.engine.measure.chunks;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.measure.chunks.ChunkTask.Partials;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.pass.Section;
import dev.plumbline.engine.plan.Shard;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of the chunks of one timestep. Each says which chunk of which cut it is, and a file of
 * the second round which classifiers it tested: it goes with those training chunks alone that give
 * the same.
 */
final class ChunkFiles {

  private static final String CHUNK = "chunk";
  private static final String CHUNKS = "numbers of chunks";
  private static final String CLASSIFIERS = "classifiers";

  private final Partials partials;
  private final List<Path> folders;

  /**
   * Makes files that are looked for.
   *
   * @param partials what they are called, and of what they have to be
   * @param folders where they are
   */
  ChunkFiles(Partials partials, List<Path> folders) {
    this.partials = partials;
    this.folders = folders;
  }

  /** Returns what a chunk has to be. */
  SortedMap<String, String> task(ChunkPlace place, ChunkLayout layout, String classifiers) {
    SortedMap<String, String> task = new TreeMap<>(partials.task());
    task.put(CHUNK, place.toString());
    task.put(CHUNKS, layout.text());
    if (!classifiers.isEmpty()) {
      task.put(CLASSIFIERS, classifiers);
    }
    return task;
  }

  /** Returns what the timestep of a chunk is, without what says which chunk it is. */
  static SortedMap<String, String> whole(SortedMap<String, String> task) {
    SortedMap<String, String> whole = new TreeMap<>(task);
    whole.keySet().removeAll(List.of(CHUNK, CHUNKS, CLASSIFIERS));
    return whole;
  }

  Path file(Path folder, ChunkPlace place) {
    return folder.resolve(name(place));
  }

  private String name(ChunkPlace place) {
    return partials.name() + "-" + place + PartialFile.EXTENSION;
  }

  /**
   * Finds out how the timestep is cut.
   *
   * @throws UserError if no chunk says it
   */
  ChunkLayout layout(Wanted wanted) {
    List<Section> sections = Section.of(wanted.inputs().folds(), wanted.trains());
    ChunkPlace first = new ChunkPlace(sections.get(0), 1);
    Path file = find(first);
    try {
      String text = PartialFile.task(file).getOrDefault(CHUNKS, "");
      return wanted
          .layout(text)
          .orElseThrow(() -> new UserError(file + " is cut in another way: " + text));
    } catch (IOException e) {
      throw refused(first, e);
    }
  }

  /**
   * Reads a chunk.
   *
   * @param place the chunk
   * @param layout all of the timestep
   * @param classifiers the hash of the classifiers that it has to have tested; empty if none
   * @param wanted what is measured
   * @throws UserError if it is nowhere, in several folders, or cannot be read
   */
  ChunkState read(ChunkPlace place, ChunkLayout layout, String classifiers, Wanted wanted) {
    Path file = find(place);
    try {
      return PartialFile.read(
          file, task(place, layout, classifiers), from -> ChunkState.read(from, wanted));
    } catch (IOException | RuntimeException e) {
      throw refused(place, e);
    }
  }

  private UserError refused(ChunkPlace place, Exception e) {
    return new UserError(
        String.format(
            "the partial %s of %s is refused: %s",
            place, timestep(), e instanceof IOException ? e.getMessage() : e.toString()),
        e);
  }

  private String timestep() {
    return "t=" + partials.task().get("timestep");
  }

  private Path find(ChunkPlace place) {
    return new PartialFolders(folders)
        .find(name(place), String.format("the partial %s of %s", place, timestep()))
        .orElseThrow(
            () ->
                new UserError(
                    String.format(
                        "no partial %s of %s is in %s%s. %s",
                        place, timestep(), folders, others(place), remedy(place))));
  }

  private static String remedy(ChunkPlace place) {
    return place.section().test()
        ? String.format(
            "Run the part of the second round that has it: as the first round, with -D%s=<all"
                + " folders of the first>.",
            AuditParameters.MERGE)
        : String.format(
            "Run the part that has it, with the same parameters: -D%s=… -D%s=%s -D%s=….",
            AuditParameters.SHARD,
            AuditParameters.SHARD_BY,
            Shard.Cut.CHUNK.label(),
            AuditParameters.WORK_DIR);
  }

  /** Says what is there in the place of a chunk that is missing. */
  private String others(ChunkPlace place) {
    String name = partials.name().substring(0, partials.name().lastIndexOf('-') + 1);
    String end = "-" + place + PartialFile.EXTENSION;
    List<String> others = new ArrayList<>();
    for (Path folder : folders) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(
              folder,
              file ->
                  file.getFileName().toString().startsWith(name)
                      && file.getFileName().toString().endsWith(end))) {
        for (Path file : files) {
          PartialFile.difference(whole(PartialFile.task(file)), partials.task())
              .ifPresent(difference -> others.add(file + " is another: " + difference));
        }
      } catch (IOException e) {
        others.add(e.getMessage());
      }
    }
    return others.isEmpty() ? "" : " (" + String.join("; ", others) + ")";
  }

  /** Tells why a file is not what it should be; empty if it is. */
  static Optional<String> difference(Path file, SortedMap<String, String> task) {
    try {
      return PartialFile.difference(PartialFile.task(file), task)
          .map(difference -> file + " is another: " + difference);
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }
}
