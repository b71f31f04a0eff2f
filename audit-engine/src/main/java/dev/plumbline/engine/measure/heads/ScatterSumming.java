package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.engine.measure.session.RunningSums;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Second moments while runs on training images sum them: the sums themselves are the graph's, and
 * what each image has of its own is kept here. Images of one layer are added by one thread at a
 * time.
 */
public final class ScatterSumming {

  private final RunningSums sums;
  private final Map<LayerName, Added> layers = new HashMap<>();

  /** The finite images of a layer. */
  private record Added(List<float[]> means, List<float[]> rests) {}

  /**
   * Begins sums of no image.
   *
   * @param asked the layers that something is asked of
   * @param sums where runs write
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public ScatterSumming(List<MeasuredLayer> asked, RunningSums sums) throws SessionException {
    this.sums = sums;
    for (MeasuredLayer layer : asked) {
      if (layer.tap().needs(Figure.SCATTER_SUMS)) {
        layers.put(layer.tap().layer(), new Added(new ArrayList<>(), new ArrayList<>()));
      }
    }
    if (!layers.isEmpty()) {
      sums.clear();
    }
  }

  /** Tells whether a provider asks for such sums. */
  public static boolean concerns(MeasurementProvider<?> provider) {
    return provider.figures().contains(Figure.SCATTER_SUMS);
  }

  /** Adds what a run returned of an image at a layer. */
  public void add(HeadAnswers image) {
    Added added = layers.get(image.shape().layer());
    if (added != null && image.isFinite()) {
      added.means.add(image.tokenMean());
      added.rests.add(image.scatterRest());
    }
  }

  /**
   * Returns what a layer's images come to, valid until the next run; empty where none is finite, or
   * nothing is asked of it.
   */
  public Optional<ScatterSums> of(MeasuredLayer layer) {
    Added added = layers.get(layer.tap().layer());
    return added == null || added.means.isEmpty()
        ? Optional.empty()
        : Optional.of(ScatterSumsHead.read(sums, layer, added.means, added.rests));
  }
}
