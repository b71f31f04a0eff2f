package dev.plumbline.engine.measure.kept;

import dev.plumbline.engine.measure.heads.RepresentationHead;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is kept of one pass. Only what is finished counts. */
public final class KeptPass implements AutoCloseable {

  private final PassDump dump;
  private final ExplorerCollector.Pass explored;

  KeptPass(PassDump dump, ExplorerCollector.Pass explored) {
    this.dump = dump;
    this.explored = explored;
  }

  /**
   * Returns the outputs that a run on some images has to return for them to be kept, beyond those
   * that figures need.
   *
   * @param images the images' numbers
   */
  public Set<String> outputs(List<Integer> images) {
    Set<String> outputs = new LinkedHashSet<>();
    explored.layers(images).forEach(layer -> outputs.add(RepresentationHead.output(layer)));
    return outputs;
  }

  /** Returns the numbers of the images that are shown whatever else is needed of them. */
  public List<Integer> shown() {
    return explored.images();
  }

  /**
   * Adds the next image.
   *
   * @param image its number
   * @param full what the run on the whole latents returned
   * @param index its place in the batch
   */
  public void add(int image, RunOutputs full, int index) {
    dump.add(full, index);
    explored.add(image, full, index);
  }

  /** Ends files and what is collected, when every image was added. */
  public void finish() {
    dump.finish();
    explored.finish();
  }

  /** Takes away what is not finished. */
  @Override
  public void close() {
    dump.close();
  }
}
