package dev.plumbline.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How alike the tokens of a group are (paper, section "corner tokens").
 *
 * <p>For unit tokens u and group sums S = Σu the mean cosine within a group of n tokens of one
 * image is (S·S − Σ‖u‖²)/(n² − n), averaged over images. It is taken on three windows: <b>full</b>,
 * the run on x_t; <b>cropped</b>, a second run on x_t cropped by 8 latents a side; <b>control</b>,
 * the full run's representation cropped by the same content. The mean-centred twins subtract the
 * mean token of the window they are computed on. Sample sizes are images.
 *
 * <p>Of a graph that runs at one size only, x_t cropped by 8 latents a side is all that it is run
 * on: full and cropped are then the same, and the control is put together of four runs on windows
 * that are shifted by 8 latents.
 */
public final class TokenGroupSimilarity implements Measurement {

  /** A window of tokens on which similarity is taken. */
  public enum Window {
    /** The whole representation of the run on x_t. */
    FULL,
    /** The whole representation of the run on x_t cropped by 8 latents a side. */
    CROPPED,
    /** The same content away from the border: in the full run, or in runs on shifted windows. */
    CONTROL;

    /** Returns the window as metric names spell it: {@code full}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<String, Metric> byName = new LinkedHashMap<>();
  private final List<Grid> grids;

  /**
   * Makes the measurement from its metrics, without grids.
   *
   * @param metrics as below
   */
  public TokenGroupSimilarity(List<Metric> metrics) {
    this(metrics, List.of());
  }

  /**
   * Makes the measurement from its metrics.
   *
   * @param metrics one for every window and group, {@code difference} and {@code relative}, and the
   *     mean-centred twins, named as in {@code metrics.csv}
   * @param grids the mean cosine of each position with the corner token at the top left ({@code
   *     similarity.corner_map}), if there is one
   */
  public TokenGroupSimilarity(List<Metric> metrics, List<Grid> grids) {
    metrics.forEach(metric -> byName.put(metric.name(), metric));
    this.grids = List.copyOf(grids);
  }

  /**
   * Returns the mean cosine within a group: {@code similarity.full.corner}.
   *
   * @param window where
   * @param group among which tokens
   */
  public Metric mean(Window window, TokenGroup group) {
    return metric("similarity." + window.label() + "." + group.label());
  }

  /**
   * Returns the mean cosine at the border minus that of the same content away from it: cropped −
   * control, {@code similarity.difference.corner}. 0 when the border changes nothing.
   *
   * @param group among which tokens
   */
  public Metric difference(TokenGroup group) {
    return metric("similarity.difference." + group.label());
  }

  /**
   * Returns cropped / control (what the paper plots), {@code similarity.relative.corner}; not
   * applicable where the control is below 0.05.
   *
   * @param group among which tokens
   */
  public Metric relative(TokenGroup group) {
    return metric("similarity.relative." + group.label());
  }

  /**
   * Returns the mean-centred twin of {@link #mean}.
   *
   * @param window where
   * @param group among which tokens
   */
  public Metric centredMean(Window window, TokenGroup group) {
    return metric("similarity.centred." + window.label() + "." + group.label());
  }

  /**
   * Returns the mean-centred twin of {@link #difference}.
   *
   * @param group among which tokens
   */
  public Metric centredDifference(TokenGroup group) {
    return metric("similarity.centred.difference." + group.label());
  }

  @Override
  public List<Metric> metrics() {
    return List.copyOf(byName.values());
  }

  @Override
  public List<Grid> grids() {
    return grids;
  }

  private Metric metric(String name) {
    Metric metric = byName.get(name);
    if (metric == null) {
      throw new IllegalArgumentException("This measurement has no metric " + name);
    }
    return metric;
  }
}
