package dev.plumbline.engine.measure.chunks;

import dev.plumbline.engine.measure.chunks.ChunkTask.Partials;
import dev.plumbline.engine.measure.kept.ExploredChunk;
import dev.plumbline.engine.measure.kept.ExploredPart;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.MergedPass;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What the chunks of a timestep come to together.
 *
 * @param opened what is known of the checkpoint
 * @param told what people and reports were told of the run
 * @param sums the sums over all images
 * @param explored what the explorer shows
 */
public record MergedChunks(
    OpenedFacts opened, List<Note> told, PassSums sums, ExploredPart explored) {

  /** Tells whether there is a chunk of a timestep in any of some folders. */
  public static boolean areThere(Partials partials, List<Path> folders) {
    String pattern = partials.name() + "-*" + PartialFile.EXTENSION;
    for (Path folder : folders) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(
              folder,
              file ->
                  file.getFileName().toString().startsWith(partials.name() + "-")
                      && file.getFileName().toString().endsWith(PartialFile.EXTENSION))) {
        if (files.iterator().hasNext()) {
          return true;
        }
      } catch (IOException e) {
        throw new UserError(folder + " cannot be searched for " + pattern + ": " + e, e);
      }
    }
    return false;
  }

  /**
   * Tells in what the task of a partial differs from another timestep's, whichever chunk it is.
   *
   * @param task what a partial says of itself
   */
  public static SortedMap<String, String> timestep(SortedMap<String, String> task) {
    return ChunkFiles.whole(task);
  }

  /**
   * Adds up the chunks of a timestep as if they were measured here.
   *
   * @param partials what their files are called, and of what they have to be
   * @param folders where they are
   * @param wanted what is measured
   * @throws UserError if a chunk is missing, there twice, or refused
   */
  public static MergedChunks of(Partials partials, List<Path> folders, Wanted wanted) {
    ChunkFiles files = new ChunkFiles(partials, folders);
    ChunkLayout layout = files.layout(wanted);
    List<OpenedFacts> opened = new ArrayList<>();
    Set<Note> told = new LinkedHashSet<>();
    List<ExploredChunk> explored = new ArrayList<>();
    try {
      PassSums sums =
          MergedPass.of(
              layout,
              (place, classifiers) -> {
                ChunkState chunk = files.read(place, layout, classifiers, wanted);
                chunk.opened().ifPresent(opened::add);
                told.addAll(chunk.told());
                explored.add(chunk.explored());
                return chunk.sums();
              },
              wanted.needs(),
              wanted.providers());
      if (opened.isEmpty()) {
        throw new IOException("No chunk says what is known of the checkpoint.");
      }
      return new MergedChunks(
          opened.get(0), List.copyOf(told), sums, ExploredChunk.together(explored));
    } catch (IOException e) {
      throw new UserError(
          "the partials of t="
              + partials.task().get("timestep")
              + " are refused: "
              + e.getMessage(),
          e);
    }
  }
}
