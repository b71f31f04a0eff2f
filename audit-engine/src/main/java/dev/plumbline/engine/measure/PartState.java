package dev.plumbline.engine.measure;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.kept.ExploredPart;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.Inputs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a timestep came to, with all that is known of its checkpoint, so that nothing of it has to
 * be opened where it is read.
 *
 * @param opened what is known of the checkpoint
 * @param told what people and reports were told of the run until then
 * @param part what the timestep came to
 */
record PartState(OpenedFacts opened, List<Note> told, MeasuredPart part) {

  void write(StateWriter to) throws IOException {
    opened.write(to);
    Note.write(told, to);
    to.writeLong(part.timestep());
    part.explored().write(to);
    part.sums().write(to);
  }

  /**
   * Reads what was written.
   *
   * @param from gives it
   * @param inputs what the run's networks are run on
   * @param providers makes accumulators
   * @param needs what was asked for
   */
  static PartState read(
      StateReader from,
      Inputs inputs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Map<LayerName, Set<Class<? extends Measurement>>> needs)
      throws IOException {
    OpenedFacts opened = OpenedFacts.read(from, inputs);
    List<Note> told = Note.read(from);
    int timestep = (int) from.readLong(0, Integer.MAX_VALUE);
    ExploredPart explored = ExploredPart.read(from);
    PassSums sums = PassSums.read(from, providers, needs);
    return new PartState(opened, told, new MeasuredPart(timestep, sums, explored));
  }
}
