package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.checkpoint.layers.ResidualSum;
import java.util.Optional;
import java.util.Set;

/**
 * A layer that statistic heads are put on.
 *
 * @param layer the layer
 * @param tensor the graph's tensor that is its output
 * @param layout where in the tensor its tokens are
 * @param figures what is computed of it
 * @param explored whether its values can be asked for as well, run by run
 * @param residual the sum in which its module ends, if it does
 * @param ownOutput the network's own output, laid out as the layer's, if it is computed of the
 *     layer's value by value and differs: it is sketched in the layer's place
 */
public record TappedLayer(
    LayerName layer,
    String tensor,
    TokenLayout layout,
    Set<Figure> figures,
    boolean explored,
    Optional<ResidualSum> residual,
    Optional<String> ownOutput) {

  /** Returns the layer with other figures computed of it. */
  public TappedLayer withFigures(Set<Figure> others) {
    return new TappedLayer(layer, tensor, layout, others, explored, residual, ownOutput);
  }

  /** Returns the full name of one of the layer's added values. */
  String value(String name) {
    return HeadBuilder.ADDED + layer.path() + "/" + name;
  }

  /** Tells whether a figure is computed of it. */
  public boolean needs(Figure figure) {
    return figures.contains(figure);
  }

  /** Tells whether runs are needed in which the network's border lies elsewhere. */
  public boolean needsControl() {
    return figures.contains(Figure.CROPPED_GROUP_SUMS);
  }
}
