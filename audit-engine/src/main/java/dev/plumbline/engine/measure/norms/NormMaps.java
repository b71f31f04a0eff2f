package dev.plumbline.engine.measure.norms;

import dev.plumbline.api.Grid;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.sums.PositionMeans;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a layer's norms are high: the mean norm of each position, and the norms of the few images
 * whose largest relative norm is largest.
 */
public final class NormMaps {

  /** How many images are kept; what is kept of a layer must not grow with the images. */
  public static final int KEPT = 3;

  private static final Comparator<Extreme> WORST_FIRST =
      Comparator.comparingDouble(Extreme::relative).reversed().thenComparing(Extreme::image);

  /**
   * An image and its norms.
   *
   * @param anomalous which tokens are anomalous
   */
  private record Extreme(String image, double relative, float[] norms, boolean[] anomalous) {}

  private final int height;
  private final int width;
  private final PositionMeans means;
  private final List<Extreme> extremes = new ArrayList<>();

  NormMaps(LayerShape shape) {
    height = shape.height();
    width = shape.width();
    means = new PositionMeans(shape.tokens());
  }

  /**
   * Adds an image.
   *
   * @param image its name
   * @param norms its norms, copied if they are kept
   * @param relative its largest relative norm
   * @param anomalous which of its tokens are anomalous, kept
   */
  void add(String image, float[] norms, double relative, boolean[] anomalous) {
    means.add(norms);
    boolean isKept =
        extremes.size() < KEPT
            || WORST_FIRST.compare(
                    new Extreme(image, relative, norms, anomalous), extremes.get(KEPT - 1))
                < 0;
    if (isKept) {
      extremes.add(new Extreme(image, relative, norms.clone(), anomalous));
      keepWorst();
    }
  }

  void merge(NormMaps other) {
    means.merge(other.means);
    extremes.addAll(other.extremes);
    keepWorst();
  }

  void write(StateWriter to) throws IOException {
    means.write(to);
    to.writeLong(extremes.size());
    for (Extreme extreme : extremes) {
      to.writeString(extreme.image());
      to.writeDouble(extreme.relative());
      to.writeFloats(extreme.norms());
      for (boolean isAnomalous : extreme.anomalous()) {
        to.writeBoolean(isAnomalous);
      }
    }
  }

  void read(StateReader from) throws IOException {
    means.read(from);
    extremes.clear();
    long count = from.readLong(0, KEPT);
    for (long i = 0; i < count; i++) {
      String image = from.readString();
      double relative = from.readDouble();
      float[] norms = from.readFloats(height * width);
      boolean[] anomalous = new boolean[norms.length];
      for (int token = 0; token < anomalous.length; token++) {
        anomalous[token] = from.readBoolean();
      }
      extremes.add(new Extreme(image, relative, norms, anomalous));
    }
  }

  private void keepWorst() {
    extremes.sort(WORST_FIRST);
    while (extremes.size() > KEPT) {
      extremes.remove(extremes.size() - 1);
    }
  }

  List<Grid> grids() {
    if (means.isEmpty()) {
      return List.of();
    }
    List<Grid> grids = new ArrayList<>();
    grids.add(
        Grid.ofTokens(
            "norm.mean_map",
            "Mean norm over " + means.images() + " images",
            "‖x‖₂",
            height,
            width,
            means.values()));
    for (Extreme extreme : extremes) {
      grids.add(
          Grid.ofTokens("norm.map", "Norms of one image", "‖x‖₂", height, width, extreme.norms())
              .ofImage(extreme.image(), extreme.anomalous()));
    }
    return grids;
  }
}
