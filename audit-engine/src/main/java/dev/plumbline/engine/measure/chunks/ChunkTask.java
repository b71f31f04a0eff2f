package dev.plumbline.engine.measure.chunks;

import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.partial.Facts;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.plan.Shard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The share of a timestep of a checkpoint that a part of a run measures, in one of the two rounds.
 *
 * @param timestep the timestep
 * @param number the timestep's number among those of all checkpoints, from 0
 * @param shard the part
 * @param partials the partials of the timestep
 * @param folder the folder that this part's are kept in
 * @param merge the folders of all partials of the first round, in the second; empty in the first
 * @param told what was told of the run until now
 */
public record ChunkTask(
    int timestep,
    int number,
    Shard shard,
    Partials partials,
    Path folder,
    List<Path> merge,
    List<Note> told) {

  private static final int MOST = 1 << 20;

  /**
   * What the partials of a timestep are called, and of what they have to be.
   *
   * @param name how the names of their files begin
   * @param task what the timestep of the checkpoint is
   */
  public record Partials(String name, SortedMap<String, String> task) {}

  /** Copies the lists. */
  public ChunkTask {
    merge = List.copyOf(merge);
    told = List.copyOf(told);
  }

  /** Returns which round it is: 1 before classifiers are fitted, 2 after. */
  public int round() {
    return merge.isEmpty() ? 1 : 2;
  }

  /** Returns this part's chunks: all of a round are dealt out, over all timesteps. */
  List<ChunkPlace> mine(ChunkLayout layout) {
    List<ChunkPlace> places = layout.ofRound(round());
    return IntStream.range(0, places.size())
        .filter(i -> shard.has(number * places.size() + i))
        .mapToObj(places::get)
        .toList();
  }

  /** Writes the task, for a worker process. */
  public void write(StateWriter to) throws IOException {
    to.writeLong(timestep);
    to.writeLong(number);
    to.writeLong(shard.number());
    to.writeLong(shard.of());
    to.writeString(partials.name());
    Facts.write(partials.task(), to);
    to.writeString(folder.toAbsolutePath().toString());
    to.writeLong(merge.size());
    for (Path one : merge) {
      to.writeString(one.toAbsolutePath().toString());
    }
    Note.write(told, to);
  }

  /** Reads a task. */
  public static ChunkTask read(StateReader from) throws IOException {
    int timestep = (int) from.readLong(0, Integer.MAX_VALUE);
    int number = (int) from.readLong(0, MOST);
    Shard shard =
        new Shard((int) from.readLong(1, MOST), (int) from.readLong(1, MOST), Shard.Cut.CHUNK);
    Partials partials = new Partials(from.readString(), Facts.read(from));
    Path folder = Path.of(from.readString());
    List<Path> merge = new ArrayList<>();
    long folders = from.readLong(0, MOST);
    for (long i = 0; i < folders; i++) {
      merge.add(Path.of(from.readString()));
    }
    return new ChunkTask(timestep, number, shard, partials, folder, merge, Note.read(from));
  }
}
