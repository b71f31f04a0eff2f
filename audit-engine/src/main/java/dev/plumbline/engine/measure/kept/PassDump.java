package dev.plumbline.engine.measure.kept;

import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What one pass writes to the dump, if there is one. If that fails, the dump ends and no more. */
public final class PassDump implements AutoCloseable {

  private final Optional<RepresentationDump> dump;
  private final int timestep;
  private DumpedPass files;

  /**
   * Begins the files of a timestep.
   *
   * @param dump where to; empty for nowhere
   * @param timestep the timestep
   * @param layers the layers that are measured at it
   * @param images the images in the order in which they will be added
   */
  public PassDump(
      Optional<RepresentationDump> dump,
      int timestep,
      List<MeasuredLayer> layers,
      List<SourceImage> images) {
    this.dump = dump;
    this.timestep = timestep;
    this.files = dump.map(to -> to.begin(timestep, layers, images)).orElse(null);
  }

  /** A step of writing. */
  private interface Step {
    void on(DumpedPass files) throws IOException;
  }

  /** Adds the next image. */
  public void add(RunOutputs full, int index) {
    write(pass -> pass.add(full, index));
  }

  /** Ends the files, which then are all there. */
  public void finish() {
    write(DumpedPass::finish);
  }

  /** Takes away what is not finished. */
  @Override
  public void close() {
    write(DumpedPass::close);
  }

  private void write(Step step) {
    if (files == null) {
      return;
    }
    try {
      step.on(files);
    } catch (IOException e) {
      dump.orElseThrow().gaveUp(timestep, e);
      DumpedPass failed = files;
      files = null;
      try {
        failed.close();
      } catch (IOException again) {
        // what writing failed of is told already
      }
    }
  }
}
