package dev.plumbline.engine.measure.chunks;

import dev.plumbline.engine.measure.chunks.ChunkTask.Partials;
import dev.plumbline.engine.measure.kept.ExploredChunk;
import dev.plumbline.engine.measure.kept.ExploredPart;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks of a timestep that were measured elsewhere and arrive in any order. Each lies in a file
 * until its turn comes to be added, and no longer.
 */
public final class ArrivedChunks {

  private final Path folder;
  private final ChunkLayout layout;
  private final Wanted wanted;
  private final ChunkFiles files;
  private final List<ExploredChunk> explored = new ArrayList<>();

  /**
   * Makes chunks of which none has arrived.
   *
   * @param folder where they lie meanwhile
   * @param partials what their files are called, and of what they have to be
   * @param layout which there are
   * @param wanted what is measured
   */
  public ArrivedChunks(Path folder, Partials partials, ChunkLayout layout, Wanted wanted) {
    this.folder = folder;
    this.layout = layout;
    this.wanted = wanted;
    this.files = new ChunkFiles(partials, List.of(folder));
  }

  /**
   * Takes what has arrived.
   *
   * @param place which chunk it is
   * @param partial the bytes of its file
   * @throws IOException if there is no room for it
   */
  public void put(ChunkPlace place, byte[] partial) throws IOException {
    Files.write(files.file(folder, place), partial);
  }

  /**
   * Reads a chunk, and gives up its file.
   *
   * @param place the chunk, which has arrived
   * @param classifiers the hash of the classifiers that it has to have tested; empty if none
   * @param notes takes what was told where it was measured
   * @throws UserError if it is another chunk, or was changed on its way
   */
  public PassSums take(ChunkPlace place, String classifiers, List<Note> notes) throws IOException {
    ChunkState chunk = files.read(place, layout, classifiers, wanted);
    Files.delete(files.file(folder, place));
    explored.add(chunk.explored());
    notes.addAll(chunk.told());
    return chunk.sums();
  }

  /** Returns what the explorer shows of those that were taken. */
  public ExploredPart explored() {
    return ExploredChunk.together(explored);
  }
}
