package dev.plumbline.engine.measure.memory;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.Providers;
import dev.plumbline.engine.measure.heads.TappedLayer;
import dev.plumbline.engine.plan.CheckpointPlan;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What measuring takes out of the U-Net, as far as it decides about memory.
 *
 * @param scattered the layers whose second moments are summed
 * @param raw the layers whose values leave the U-Net as they are
 * @param kept the bytes of values that are kept in memory until probes are trained, at most
 */
public record MeasuredData(Collection<LayerName> scattered, Collection<LayerName> raw, long kept) {

  /** Returns what a session with heads gives. */
  public static MeasuredData of(List<TappedLayer> taps, long kept) {
    return new MeasuredData(
        layers(taps, Figure.SCATTER), layers(taps, Figure.REPRESENTATION), kept);
  }

  /** Returns what a plan's sessions give together. */
  public static MeasuredData of(CheckpointPlan plan, Providers providers) {
    Set<LayerName> scattered = new LinkedHashSet<>();
    Set<LayerName> raw = new LinkedHashSet<>();
    for (Map<LayerName, Set<Class<? extends Measurement>>> pass : plan.passes().values()) {
      pass.forEach(
          (layer, types) -> {
            Set<Figure> figures = EnumSet.noneOf(Figure.class);
            types.forEach(type -> figures.addAll(providers.figures(type)));
            if (figures.contains(Figure.SCATTER)) {
              scattered.add(layer);
            }
            if (figures.contains(Figure.REPRESENTATION)) {
              raw.add(layer);
            }
          });
    }
    return new MeasuredData(scattered, raw, providers.keptBytes());
  }

  private static List<LayerName> layers(List<TappedLayer> taps, Figure figure) {
    return taps.stream().filter(tap -> tap.needs(figure)).map(TappedLayer::layer).toList();
  }
}
