package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import java.util.Set;

/**
 * A layer that statistic heads are put on.
 *
 * @param layer the layer
 * @param tensor the graph's tensor that is its output, [N, C, H, W]
 * @param figures what is computed of it
 * @param explored whether its values can be asked for as well, run by run
 */
public record TappedLayer(LayerName layer, String tensor, Set<Figure> figures, boolean explored) {

  TappedLayer(LayerName layer, String tensor, Set<Figure> figures) {
    this(layer, tensor, figures, false);
  }

  /** Returns the full name of one of the layer's added values. */
  public String value(String name) {
    return StatisticHeads.PREFIX + layer.path() + "/" + name;
  }

  public boolean needs(Figure figure) {
    return figures.contains(figure);
  }
}
