package dev.plumbline.engine.measure.chunks;

import dev.plumbline.engine.measure.kept.ExploredChunk;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.pass.ChunkExchange;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.measure.source.OpenedFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Keeps the chunks of a task in its folder, and finds those of the first round in all folders. */
public final class ChunkFolder implements ChunkExchange {

  private final ChunkTask task;
  private final Wanted wanted;
  private final Supplier<OpenedFacts> opened;
  private final Runnable check;
  private final Told told;
  private final ChunkFiles files;

  /**
   * Makes a folder of a task.
   *
   * @param task the task
   * @param wanted what is measured
   * @param opened tells what is known of the checkpoint
   * @param check throws if what was measured is not what was opened
   * @param told knows what was told here, and hears of chunks that are measured again
   */
  public ChunkFolder(
      ChunkTask task, Wanted wanted, Supplier<OpenedFacts> opened, Runnable check, Told told) {
    this.task = task;
    this.wanted = wanted;
    this.opened = opened;
    this.check = check;
    this.told = told;
    this.files = new ChunkFiles(task.partials(), task.merge());
  }

  /** Returns which round it is: 1 before classifiers are fitted, 2 after. */
  public int round() {
    return task.round();
  }

  /**
   * Returns the chunks of the task that are not there; in the second round, those that may be of
   * other classifiers as well.
   *
   * @param layout all chunks of the timestep
   * @throws IOException if the folder cannot be made
   */
  public List<ChunkPlace> missing(ChunkLayout layout) throws IOException {
    Files.createDirectories(task.folder()); // which whoever merges names, though nothing be in it
    List<ChunkPlace> mine = task.mine(layout);
    return round() == 1
        ? mine.stream().filter(place -> !isThere(place, layout, "")).toList()
        : mine;
  }

  @Override
  public boolean isThere(ChunkPlace place, ChunkLayout layout, String classifiers) {
    Path file = files.file(task.folder(), place);
    if (!Files.exists(file)) {
      return false;
    }
    Optional<String> difference =
        ChunkFiles.difference(file, files.task(place, layout, classifiers));
    difference.ifPresent(why -> told.line("A partial was refused, and is measured again: " + why));
    return difference.isEmpty();
  }

  @Override
  public PassSums read(ChunkPlace place, ChunkLayout layout) {
    return files.read(place, layout, "", wanted).sums();
  }

  @Override
  public void keep(
      ChunkPlace place,
      ChunkLayout layout,
      String classifiers,
      PassSums sums,
      ExploredChunk explored)
      throws IOException {
    check.run();
    boolean isFirst = place.equals(layout.ofRound(1).get(0));
    Set<Note> notes = new LinkedHashSet<>(task.told());
    notes.addAll(told.notes());
    ChunkState state =
        new ChunkState(
            isFirst ? Optional.of(opened.get()) : Optional.empty(),
            new ArrayList<>(notes),
            explored,
            sums);
    SortedMap<String, String> facts = files.task(place, layout, classifiers);
    PartialFile.write(files.file(task.folder(), place), facts, state::write);
  }
}
