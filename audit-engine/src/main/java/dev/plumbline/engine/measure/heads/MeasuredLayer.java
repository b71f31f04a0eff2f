package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunningSums;
import dev.plumbline.engine.measure.windows.GroupMasks;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A tapped layer whose shapes are known.
 *
 * @param tap the layer and what is computed of it
 * @param run its shape, and why there is no control if there is none
 * @param margin how many tokens a side the control window leaves out; empty if the control is not
 *     of the full run
 * @param shift by how many tokens shifted windows move the content; empty if the control is not of
 *     shifted windows
 */
public record MeasuredLayer(TappedLayer tap, LayerRun run, OptionalInt margin, OptionalInt shift) {

  /**
   * Returns the layer with other figures computed of it.
   *
   * @param figures the figures, some of those it was made with; without the cropped ones it has no
   *     control
   */
  public MeasuredLayer asking(Set<Figure> figures) {
    TappedLayer asked = tap.withFigures(figures);
    return new MeasuredLayer(
        asked,
        run,
        asked.needsControl() ? margin : OptionalInt.empty(),
        asked.needsControl() ? shift : OptionalInt.empty());
  }

  /** Tells whether a cropped run says something of it that is needed. */
  public boolean isCropped() {
    return margin.isPresent() && tap.needsControl();
  }

  /** Gives what its heads return buffers, as it is in runs on the whole latents. */
  public void allocateWhole(OutputBuffers buffers) {
    int windows = margin.isPresent() ? 2 : 1;
    allocate(new LayerGrid(this, shape().height(), shape().width(), windows), buffers);
  }

  /** Gives what its heads return buffers, as it is in runs on a crop, if it has a control there. */
  public void allocateCropped(OutputBuffers buffers) {
    if (margin.isPresent()) {
      int cut = 2 * margin.getAsInt();
      allocate(new LayerGrid(this, shape().height() - cut, shape().width() - cut, 1), buffers);
    }
  }

  /** Names the sums that runs add to. */
  public void allocateSums(RunningSums sums) {
    Heads.of(tap.figures()).forEach(head -> head.allocateSums(this, sums));
  }

  private void allocate(LayerGrid grid, OutputBuffers buffers) {
    Heads.of(tap.figures()).forEach(head -> head.allocate(grid, buffers));
  }

  public LayerShape shape() {
    return run.shape();
  }

  public String value(String name) {
    return tap.value(name);
  }

  GroupMasks fullMasks() {
    return GroupMasks.of(shape(), 0);
  }

  GroupMasks controlMasks() {
    return GroupMasks.of(shape(), margin.orElseThrow());
  }

  GroupMasks croppedMasks() {
    int cut = 2 * margin.orElseThrow();
    return new GroupMasks(shape().height() - cut, shape().width() - cut, 0);
  }
}
