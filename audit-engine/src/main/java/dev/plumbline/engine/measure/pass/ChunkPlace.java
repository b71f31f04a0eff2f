package dev.plumbline.engine.measure.pass;

import dev.plumbline.engine.input.InputSet;
import java.util.List;

/**
 * Where a chunk is among those of its pass.
 *
 * @param section the section
 * @param number which of the section's chunks, from 1
 */
public record ChunkPlace(Section section, int number) {

  /** Returns the numbers of its images. */
  public List<Integer> images(InputSet inputs) {
    return section.chunks(inputs).get(number - 1);
  }

  /** Returns what it is called in messages and in names of files, such as {@code training-3}. */
  @Override
  public String toString() {
    return section.name() + "-" + number;
  }
}
