package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.memory.MeasuredData;
import dev.plumbline.engine.measure.memory.ResultSize;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The heads there are, one for each {@link Figure}, and what follows from what they say. */
public final class Heads {

  /** In the order in which their nodes are added to the graph. */
  static final List<Head> ALL =
      List.of(
          new RepresentationHead(),
          new NormsHead(),
          new NonFiniteHead(),
          new ChannelSumsHead(),
          new SketchHead(),
          new GroupSumsHead(),
          new CroppedGroupSumsHead(),
          new ScatterHead(),
          new ScatterSumsHead(),
          new PredictionsHead());

  private Heads() {}

  /** Returns the heads of some figures. */
  static List<Head> of(Collection<Figure> figures) {
    return ALL.stream().filter(head -> figures.contains(head.figure())).toList();
  }

  /**
   * Returns all figures that have to be computed where some are asked for: token norms always,
   * which tell whether an image is finite, and what the others need.
   *
   * @param asked the figures that are asked for
   */
  public static Set<Figure> complete(Collection<Figure> asked) {
    Set<Figure> figures = EnumSet.of(Figure.NORMS);
    figures.addAll(asked);
    of(asked).forEach(head -> figures.addAll(head.implied()));
    return figures;
  }

  /**
   * Returns those of some figures that test images have.
   *
   * @param asked the figures that are asked for
   */
  public static Set<Figure> ofTestImages(Collection<Figure> asked) {
    Set<Figure> figures = EnumSet.noneOf(Figure.class);
    figures.addAll(asked);
    of(asked).stream().filter(Head::isOfTrainingImages).forEach(h -> figures.remove(h.figure()));
    return figures;
  }

  /** Tells whether any of some figures is of test images only, so that something has to train. */
  public static boolean needTraining(Collection<Figure> asked) {
    return of(asked).stream().anyMatch(Head::isOfTestImages);
  }

  /**
   * Returns what measuring takes out of the network.
   *
   * @param layers the figures that are computed of each layer
   * @param sums by how many measurements of a layer second moments are summed, at most
   * @param kept the bytes of values that are kept in memory until probes are trained, at most
   */
  public static MeasuredData measured(Map<LayerName, Set<Figure>> layers, int sums, long kept) {
    return new MeasuredData(
        layers(layers, ResultSize.CHANNELS_SQUARED_ONCE),
        layers(layers, ResultSize.CHANNELS_SQUARED),
        sums,
        layers(layers, ResultSize.VALUES),
        kept);
  }

  /** Tells whether second moments are among some figures. */
  public static boolean areSquared(Collection<Figure> asked) {
    return of(asked).stream().map(Head::size).anyMatch(ResultSize::isSquared);
  }

  private static List<LayerName> layers(Map<LayerName, Set<Figure>> layers, ResultSize size) {
    return layers.entrySet().stream()
        .filter(entry -> of(entry.getValue()).stream().anyMatch(head -> head.size() == size))
        .map(Map.Entry::getKey)
        .toList();
  }
}
