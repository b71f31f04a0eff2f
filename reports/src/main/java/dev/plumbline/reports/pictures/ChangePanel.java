package dev.plumbline.reports.pictures;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.charts.GridOnPage;
import dev.plumbline.reports.charts.LayerAxis;
import dev.plumbline.reports.results.BaselineChange;
import dev.plumbline.reports.results.LayerSequence;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the figures of a checkpoint changed against its baseline: every metric over layers and
 * timesteps, in margins, those that changed most first.
 *
 * @param checkpoint the checkpoint
 * @param metrics its changes by metric, in the order in which they are shown
 * @param order the layers of the run
 */
record ChangePanel(
    String checkpoint, Map<String, List<BaselineChange>> metrics, LayerSequence order) {

  /** More metrics would make the page too large; the numbers have all. */
  static final int MOST_METRICS = 24;

  /** Returns a panel for each checkpoint of a run that was held against a baseline. */
  static List<ChangePanel> of(RunResults run) {
    Map<String, Map<String, List<BaselineChange>>> changes = new LinkedHashMap<>();
    Set<List<Object>> taken = new HashSet<>();
    for (BaselineChange change : BaselineChange.all(run)) {
      MetricRecord metric = change.metric();
      if (!taken.add(
          List.of(metric.checkpoint(), metric.metric(), metric.layer(), metric.timestep()))) {
        continue; // another audit holds the same figure
      }
      changes
          .computeIfAbsent(metric.checkpoint(), name -> new TreeMap<>())
          .computeIfAbsent(metric.metric(), name -> new ArrayList<>())
          .add(change);
    }
    List<ChangePanel> panels = new ArrayList<>();
    changes.forEach(
        (checkpoint, metrics) ->
            panels.add(new ChangePanel(checkpoint, farthestFirst(metrics), run.layers())));
    return panels;
  }

  private static Map<String, List<BaselineChange>> farthestFirst(
      Map<String, List<BaselineChange>> metrics) {
    Map<String, List<BaselineChange>> sorted = new LinkedHashMap<>();
    metrics.entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                    (Map.Entry<String, List<BaselineChange>> one) -> farthest(one.getValue()))
                .reversed())
        .forEach(one -> sorted.put(one.getKey(), one.getValue()));
    return sorted;
  }

  private static double farthest(List<BaselineChange> changes) {
    return changes.stream().mapToDouble(ChangePanel::size).max().orElseThrow();
  }

  private static double size(BaselineChange change) {
    return change.difference() == 0 ? 0 : change.inMargins();
  }

  /** Returns how many metrics are shown. */
  int shown() {
    return Math.min(MOST_METRICS, moved().size());
  }

  /** Returns how many more changed. */
  int leftOut() {
    return moved().size() - shown();
  }

  private List<String> moved() {
    return metrics.keySet().stream().filter(metric -> farthest(metrics.get(metric)) > 0).toList();
  }

  /** Returns the panel as a part of a page; a sentence where nothing changed. */
  Gallery.Part part() {
    if (moved().isEmpty()) {
      return new Gallery.Part(
          "Nothing changed: every figure that was held against the baseline is the same.", true);
    }
    List<String> shown = moved().subList(0, shown());
    List<LayerName> layers =
        shown.stream()
            .flatMap(name -> metrics.get(name).stream())
            .map(one -> one.metric().layer())
            .toList();
    List<GridOnPage.Figure> figures = shown.stream().map(this::figure).toList();
    LayerAxis axis = new LayerAxis(order.sorted(layers));
    String grid = new GridOnPage("Changes of " + checkpoint, axis, figures).html();
    return new Gallery.Part(GridOnPage.keyOfChanges() + grid, false);
  }

  private GridOnPage.Figure figure(String metric) {
    List<BaselineChange> changes = metrics.get(metric);
    BaselineChange farthest =
        changes.stream().max(Comparator.comparingDouble(ChangePanel::size)).orElseThrow();
    long worse = changes.stream().filter(change -> change.towardsItsLimit() > 0).count();
    long same = changes.stream().filter(change -> change.difference() == 0).count();
    String finding =
        String.format(
            "Of %d: %d towards the limit, %d the same, %d away from it. Farthest at %s, t=%d: %s.",
            changes.size(),
            worse,
            same,
            changes.size() - worse - same,
            farthest.metric().layer(),
            farthest.metric().timestep(),
            farthest.change());
    return new GridOnPage.Figure(metric, finding, changes.stream().map(ChangePanel::cell).toList());
  }

  private static GridOnPage.Cell cell(BaselineChange change) {
    MetricRecord metric = change.metric();
    return new GridOnPage.Cell(
        metric.layer(),
        metric.timestep(),
        GridOnPage.Shade.ofChange(change.towardsItsLimit()),
        Figures.of(change.against().value())
            + " → "
            + Figures.of(metric.value().orElseThrow())
            + " ("
            + change.change()
            + ")",
        HeatMapOnPage.mark(metric));
  }

  /** Returns the numbers of all metrics as CSV. */
  String data() {
    return PictureData.ofChanges(metrics.values().stream().flatMap(List::stream).toList());
  }
}
