package dev.plumbline.api.report;

import dev.plumbline.api.LayerName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One row of {@code metrics.csv}: a metric of one leaf, its bound and its verdict.
 *
 * @param checkpoint the checkpoint's name
 * @param audit the audit: {@code Class.method}
 * @param metric the metric's name
 * @param layer the layer
 * @param timestep the timestep
 * @param value the value; empty when not applicable
 * @param ciLow lower end of the confidence interval, if there is one
 * @param ciHigh upper end of the confidence interval, if there is one
 * @param n the sample size
 * @param atLeast the bound's lower end, if there is one
 * @param atMost the bound's upper end, if there is one
 * @param verdict what became of it
 * @param scenes how many scenes the figure rests on, where that is known
 * @param imagesDecided how many images had been seen when the leaf's verdict was decided, in a run
 *     that may decide early
 */
public record MetricRecord(
    String checkpoint,
    String audit,
    String metric,
    LayerName layer,
    int timestep,
    OptionalDouble value,
    OptionalDouble ciLow,
    OptionalDouble ciHigh,
    long n,
    OptionalDouble atLeast,
    OptionalDouble atMost,
    MetricVerdict verdict,
    OptionalInt scenes,
    OptionalInt imagesDecided) {

  private static final String METRIC = "plumbline.metric";

  /** Makes a record of a run that decides when all images have been seen. */
  public MetricRecord(
      String checkpoint,
      String audit,
      String metric,
      LayerName layer,
      int timestep,
      OptionalDouble value,
      OptionalDouble ciLow,
      OptionalDouble ciHigh,
      long n,
      OptionalDouble atLeast,
      OptionalDouble atMost,
      MetricVerdict verdict,
      OptionalInt scenes) {
    this(
        checkpoint,
        audit,
        metric,
        layer,
        timestep,
        value,
        ciLow,
        ciHigh,
        n,
        atLeast,
        atMost,
        verdict,
        scenes,
        OptionalInt.empty());
  }

  /**
   * Returns the record as the key-value pairs of a report entry. The keys are the columns of {@code
   * metrics.csv}, but that {@code metric} is {@code plumbline.metric}; a figure that does not exist
   * is left out.
   */
  public Map<String, String> toEntry() {
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put(METRIC, metric);
    entry.put("checkpoint", checkpoint);
    entry.put("audit", audit);
    entry.put("layer", layer.path());
    entry.put("timestep", Integer.toString(timestep));
    put(entry, "value", value);
    put(entry, "ci_low", ciLow);
    put(entry, "ci_high", ciHigh);
    entry.put("n", Long.toString(n));
    put(entry, "at_least", atLeast);
    put(entry, "at_most", atMost);
    entry.put("verdict", verdict.label());
    scenes.ifPresent(count -> entry.put("scenes", Integer.toString(count)));
    imagesDecided.ifPresent(count -> entry.put("images_decided", Integer.toString(count)));
    return entry;
  }

  /**
   * Reads a record back.
   *
   * @param entry the key-value pairs of any report entry
   * @return the record; empty if the entry holds none
   */
  public static Optional<MetricRecord> fromEntry(Map<String, String> entry) {
    if (!entry.containsKey(METRIC)) {
      return Optional.empty();
    }
    return Optional.of(
        new MetricRecord(
            entry.get("checkpoint"),
            entry.get("audit"),
            entry.get(METRIC),
            new LayerName(entry.get("layer")),
            Integer.parseInt(entry.get("timestep")),
            figure(entry, "value"),
            figure(entry, "ci_low"),
            figure(entry, "ci_high"),
            Long.parseLong(entry.get("n")),
            figure(entry, "at_least"),
            figure(entry, "at_most"),
            MetricVerdict.of(entry.get("verdict")),
            count(entry, "scenes"),
            count(entry, "images_decided")));
  }

  private static void put(Map<String, String> entry, String key, OptionalDouble figure) {
    figure.ifPresent(value -> entry.put(key, Double.toString(value)));
  }

  private static OptionalInt count(Map<String, String> entry, String key) {
    String text = entry.get(key);
    return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }

  private static OptionalDouble figure(Map<String, String> entry, String key) {
    String text = entry.get(key);
    return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
  }
}
