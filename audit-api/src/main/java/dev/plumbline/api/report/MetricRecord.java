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
 * @param baseline how it stands against a recorded baseline, if it was held against one
 * @param frozen the figure at which a violation of its bound was accepted earlier, if one was
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
    Optional<AgainstBaseline> baseline,
    OptionalDouble frozen,
    OptionalInt imagesDecided) {

  private static final String METRIC = "plumbline.metric";

  /** Makes the record of a metric of which nothing earlier is known. */
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
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty());
  }

  /**
   * Returns the record as the key-value pairs of a report entry. The keys are the columns of {@code
   * metrics.csv}, but that {@code metric} is {@code plumbline.metric}, and what is known from
   * earlier; a figure that does not exist is left out.
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
    baseline.ifPresent(
        against -> {
          entry.put("baseline", Double.toString(against.value()));
          put(entry, "adjusted_p", against.adjusted());
          entry.put("better", Boolean.toString(against.isBetter()));
          put(entry, "unseen_share", against.unseen());
        });
    put(entry, "frozen", frozen);
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
            baseline(entry),
            figure(entry, "frozen"),
            count(entry, "images_decided")));
  }

  private static Optional<AgainstBaseline> baseline(Map<String, String> entry) {
    OptionalDouble value = figure(entry, "baseline");
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AgainstBaseline(
                value.getAsDouble(),
                figure(entry, "adjusted_p"),
                Boolean.parseBoolean(entry.get("better")),
                figure(entry, "unseen_share")));
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
