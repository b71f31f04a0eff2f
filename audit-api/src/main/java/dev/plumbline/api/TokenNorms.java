package dev.plumbline.api;

import java.util.List;

/**
 * The Euclidean norms of a layer's tokens (paper, section "high-norm anomalies"; its figure is the
 * relative norm, it gives no threshold).
 *
 * <p>With r = ‖x‖₂ per token, and per image its mean, standard deviation (population), median and
 * MAD: relative norm r/mean, z = (r − mean)/std, robust z = (r − median)/(1.4826·MAD). A token is
 * <em>anomalous</em> when its robust z is above 8. An image whose standard deviation or MAD is 0
 * has no z, one with non-finite values no norms at all: it is left out of that figure, which {@link
 * Metric#sampleSize()} shows.
 *
 * @param meanNorm mean norm over all tokens of all images ({@code norm.mean_norm}); n is tokens
 * @param maxZ largest z over all images; n is images
 * @param maxRobustZ largest robust z over all images; n is images
 * @param maxRelativeNorm largest relative norm over all images; n is images
 * @param prevalenceZ5 share of tokens whose z is above 5; n is tokens
 * @param prevalenceRobustZ8 share of anomalous tokens; n is tokens
 * @param patches mean number per image of 4-connected groups of anomalous tokens; n is images
 * @param recurrence largest share of images in which one and the same position is anomalous; n is
 *     images
 * @param edgeShare share of the anomalous tokens that lie in the outermost two rings, not
 *     applicable when there is none; n is anomalous tokens
 * @param grids the mean norm of each position ({@code norm.mean_map}), and the norms of the images
 *     with the largest relative norm ({@code norm.map}), their anomalous tokens marked
 */
public record TokenNorms(
    Metric meanNorm,
    Metric maxZ,
    Metric maxRobustZ,
    Metric maxRelativeNorm,
    Metric prevalenceZ5,
    Metric prevalenceRobustZ8,
    Metric patches,
    Metric recurrence,
    Metric edgeShare,
    List<Grid> grids)
    implements Measurement {

  /** Copies the list of grids. */
  public TokenNorms {
    grids = List.copyOf(grids);
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        meanNorm,
        maxZ,
        maxRobustZ,
        maxRelativeNorm,
        prevalenceZ5,
        prevalenceRobustZ8,
        patches,
        recurrence,
        edgeShare);
  }
}
