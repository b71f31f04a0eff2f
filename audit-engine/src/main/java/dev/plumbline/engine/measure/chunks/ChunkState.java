package dev.plumbline.engine.measure.chunks;

import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.kept.ExploredChunk;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.measure.source.OpenedFacts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a chunk came to.
 *
 * @param opened what is known of the checkpoint, which the first chunk alone tells
 * @param told what people and reports were told of the run until then
 * @param explored what the explorer shows of its images
 * @param sums the sums over its images
 */
record ChunkState(
    Optional<OpenedFacts> opened, List<Note> told, ExploredChunk explored, PassSums sums) {

  void write(StateWriter to) throws IOException {
    to.writeBoolean(opened.isPresent());
    if (opened.isPresent()) {
      opened.get().write(to);
    }
    Note.write(told, to);
    explored.write(to);
    sums.write(to);
  }

  /**
   * Reads what was written.
   *
   * @param from gives it
   * @param wanted what was asked for
   */
  static ChunkState read(StateReader from, Wanted wanted) throws IOException {
    Optional<OpenedFacts> opened =
        from.readBoolean()
            ? Optional.of(OpenedFacts.read(from, wanted.inputs()))
            : Optional.empty();
    return new ChunkState(
        opened,
        Note.read(from),
        ExploredChunk.read(from),
        PassSums.read(from, wanted.providers(), wanted.needs()));
  }
}
