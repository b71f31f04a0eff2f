package dev.plumbline.reports.tables;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.reports.writing.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * A metric of one checkpoint beside the same metric of a published profile, over the layers that
 * both have. It decides nothing: images, crops and seeds of the publication are others.
 *
 * @param profile the published profile
 * @param checkpoint the checkpoint's name
 * @param metric the metric's name
 * @param layers its layers, in the published network's order
 */
record PublishedComparison(
    PublishedProfile profile, String checkpoint, String metric, List<Layer> layers) {

  /** Fewer layers than this have no order worth a figure. */
  static final int FEWEST_LAYERS = 5;

  /** How far accuracies and cosines may be from the published ones to be called alike. */
  private static final double BAND = 0.1;

  /** The same for ratios of cosines. */
  private static final double RATIO_BAND = 0.2;

  private static final String NORM = "norm.";

  /**
   * A layer.
   *
   * @param record this run's figure
   * @param published the published one
   */
  record Layer(MetricRecord record, PublishedProfile.Figure published) {

    double difference() {
      return record.value().getAsDouble() - published.value();
    }
  }

  PublishedComparison {
    layers = List.copyOf(layers);
  }

  /**
   * Compares a metric.
   *
   * @param profile the published profile
   * @param checkpoint the checkpoint's name
   * @param metric the metric's name
   * @param measured this run's figures by layer
   */
  static PublishedComparison of(
      PublishedProfile profile,
      String checkpoint,
      String metric,
      Map<LayerName, MetricRecord> measured) {
    List<Layer> layers = new ArrayList<>();
    profile
        .layers(metric)
        .forEach(
            (layer, figure) -> {
              MetricRecord record = measured.get(layer);
              if (record != null && record.value().isPresent()) {
                layers.add(new Layer(record, figure));
              }
            });
    return new PublishedComparison(profile, checkpoint, metric, layers);
  }

  /** Returns Spearman's rank correlation over the layers; empty where one side is constant. */
  OptionalDouble rankCorrelation() {
    double[] ours = layers.stream().mapToDouble(l -> l.record().value().getAsDouble()).toArray();
    double[] theirs = layers.stream().mapToDouble(l -> l.published().value()).toArray();
    double correlation = new SpearmansCorrelation().correlation(ours, theirs);
    return Double.isNaN(correlation) ? OptionalDouble.empty() : OptionalDouble.of(correlation);
  }

  /**
   * Returns how far from the published figure a layer may be to count as alike; empty where the
   * figures are not the same thing and only the order of layers can be compared.
   */
  OptionalDouble band() {
    if (metric.startsWith(NORM)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(metric.startsWith("similarity.relative.") ? RATIO_BAND : BAND);
  }

  boolean isInBand(Layer layer) {
    return band().isPresent() && Math.abs(layer.difference()) <= band().getAsDouble();
  }

  /** Returns what differs between this run's protocol and the publication's. */
  String protocol() {
    if (metric.startsWith(NORM)) {
      return "published: mean over hand-labelled 2x2 patches; here: the largest of any token of any"
          + " image";
    }
    if (metric.startsWith("similarity.")) {
      return "published: images cropped by one token a side and encoded again, for each layer;"
          + " here: latents cropped by 8 a side after noising";
    }
    return "published: other photographs, another split";
  }

  /** Returns the comparison in one line. */
  String line() {
    OptionalDouble correlation = rankCorrelation();
    String order =
        correlation.isPresent()
            ? String.format(Locale.ROOT, "rank correlation %.2f", correlation.getAsDouble())
            : "no rank correlation (one side is constant)";
    String within =
        band().isPresent()
            ? String.format(
                Locale.ROOT,
                ", %d within ±%.1f",
                layers.stream().filter(this::isInBand).count(),
                band().getAsDouble())
            : "";
    return String.format(
        Locale.ROOT,
        "%s beside %s, %s: %s over %d layers%s",
        Texts.oneLine(checkpoint),
        profile,
        metric,
        order,
        layers.size(),
        within);
  }
}
