package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
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
    boolean control = figures.contains(Figure.CROPPED_GROUP_SUMS);
    return new MeasuredLayer(
        new TappedLayer(tap.layer(), tap.tensor(), figures),
        run,
        control ? margin : OptionalInt.empty(),
        control ? shift : OptionalInt.empty());
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
