package dev.plumbline.reports.pictures;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.ControlName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.reports.charts.Curve;
import dev.plumbline.reports.charts.Panel;
import dev.plumbline.reports.pictures.MetricFigures.Figure;
import dev.plumbline.reports.results.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The profiles of a checkpoint as the paper has them: how well position is decoded, how much more
 * alike tokens at the border are than the same content away from it, how far norms stand out.
 * Beside its own curves are those of the baseline it was held against, of its control, of the run's
 * other checkpoints, and what others have published.
 */
final class ProfilePanels {

  /** Curves of more checkpoints could not be told apart. */
  private static final int MOST_OTHERS = 3;

  private static final Pattern ACCURACY = Pattern.compile("probe\\.([^.]+)\\.accuracy_(\\d{1,4})");

  /** A curve of every checkpoint. */
  private record Line(String metric, String label, int hue, boolean hasSpread) {}

  private final MetricFigures figures;
  private final String checkpoint;
  private final Optional<String> control;
  private final List<String> others;
  private final List<PublishedProfile> published;

  /**
   * Makes the profiles.
   *
   * @param figures all metrics of the run
   * @param checkpoint the checkpoint they are of
   * @param published what others have published, drawn at the timestep it is for
   */
  ProfilePanels(MetricFigures figures, String checkpoint, List<PublishedProfile> published) {
    this.figures = figures;
    this.checkpoint = checkpoint;
    this.published = published.stream().limit(MOST_OTHERS).toList();
    Set<String> run = figures.checkpoints();
    this.control = control(checkpoint, run);
    this.others =
        run.stream()
            .filter(other -> !other.equals(checkpoint))
            .filter(other -> !ControlName.isControl(other, run))
            .limit(MOST_OTHERS)
            .toList();
  }

  /** Checkpoints of one graph share a control; which is known where there is no other. */
  private static Optional<String> control(String checkpoint, Set<String> run) {
    List<String> controls = run.stream().filter(name -> ControlName.isControl(name, run)).toList();
    if (controls.contains(checkpoint)) {
      return Optional.empty();
    }
    String own = ControlName.of(checkpoint);
    return controls.contains(own) || controls.size() != 1
        ? Optional.of(own).filter(controls::contains)
        : Optional.of(controls.get(0));
  }

  /** Returns the panels that there are figures for, of those four. */
  List<Panel> at(int timestep) {
    List<Panel> panels = new ArrayList<>();
    panel(panels, timestep, "Accuracy of the position probe, by cells a side", true, accuracies());
    panel(
        panels,
        timestep,
        "Similarity at the border: cropped − control",
        false,
        List.of(
            new Line("similarity.difference.corner", "corner", 0, false),
            new Line("similarity.difference.border", "border", 1, false)));
    panel(
        panels,
        timestep,
        "Relative similarity, as in the paper: cropped ÷ control",
        false,
        List.of(
            new Line("similarity.relative.corner", "corner", 0, false),
            new Line("similarity.relative.border", "border", 1, false)));
    panel(
        panels,
        timestep,
        "Largest relative norm; shaded: middle half of the images' largest",
        false,
        List.of(new Line("norm.max_relative_norm", "of all images", 0, true)));
    return panels;
  }

  /** The probes' accuracies, the coarsest grid first, whichever probes there are. */
  private List<Line> accuracies() {
    List<Line> lines = new ArrayList<>();
    figures.metrics(checkpoint).stream()
        .map(ACCURACY::matcher)
        .filter(Matcher::matches)
        .sorted(
            (one, other) ->
                one.group(1).equals(other.group(1))
                    ? Integer.compare(
                        Integer.parseInt(one.group(2)), Integer.parseInt(other.group(2)))
                    : one.group(1).compareTo(other.group(1)))
        .forEach(
            name ->
                lines.add(
                    new Line(
                        name.group(),
                        name.group(1) + ", " + name.group(2) + " cells",
                        lines.size(),
                        false)));
    return lines;
  }

  private void panel(
      List<Panel> panels, int timestep, String title, boolean isShare, List<Line> lines) {
    List<Curve> curves = new ArrayList<>();
    for (Line line : lines) {
      curve(curves, line, checkpoint, Curve.Role.SUBJECT, timestep, line.label());
    }
    if (curves.isEmpty()) {
      return;
    }
    lines.forEach(line -> baselineCurve(curves, line, timestep));
    for (Line line : lines) {
      control.ifPresent(
          name ->
              curve(curves, line, name, Curve.Role.CONTROL, timestep, name + ": " + line.label()));
    }
    for (String other : others) {
      for (Line line : lines) {
        String label = other + ": " + line.label();
        curve(curves, line, other, Curve.Role.CHECKPOINT, timestep, label);
      }
    }
    if (timestep == PublishedProfile.TIMESTEP) {
      for (PublishedProfile profile : published) {
        lines.stream()
            .filter(line -> !figures.at(checkpoint, line.metric(), timestep).isEmpty())
            .forEach(line -> publishedCurve(curves, line, profile));
      }
    }
    panels.add(new Panel(title, curves, isShare));
  }

  private void curve(
      List<Curve> curves, Line line, String of, Curve.Role role, int timestep, String label) {
    List<Curve.Point> points =
        figures.at(of, line.metric(), timestep).stream()
            .map(figure -> point(figure, line.hasSpread() && role == Curve.Role.SUBJECT))
            .toList();
    if (!points.isEmpty()) {
      curves.add(new Curve(label, line.hue(), role, points));
    }
  }

  /** Adds what the checkpoint's checked figures were held against. */
  private void baselineCurve(List<Curve> curves, Line line, int timestep) {
    List<Curve.Point> points = new ArrayList<>();
    for (Figure figure : figures.at(checkpoint, line.metric(), timestep)) {
      figure
          .metric()
          .baseline()
          .ifPresent(against -> points.add(point(figure.metric().layer(), against.value())));
    }
    if (!points.isEmpty()) {
      curves.add(new Curve("baseline: " + line.label(), line.hue(), Curve.Role.BASELINE, points));
    }
  }

  /** Adds what was published of the layers that the checkpoint has too. */
  private void publishedCurve(List<Curve> curves, Line line, PublishedProfile profile) {
    Set<LayerName> own = figures.layers(checkpoint);
    List<Curve.Point> points = new ArrayList<>();
    profile
        .layers(line.metric())
        .forEach(
            (layer, figure) -> {
              if (own.contains(layer)) {
                points.add(point(layer, figure.value()));
              }
            });
    if (!points.isEmpty()) {
      curves.add(
          new Curve(profile + ": " + line.label(), line.hue(), Curve.Role.PUBLISHED, points));
    }
  }

  /** Makes a point of a figure of which only the value is known. */
  private static Curve.Point point(LayerName layer, double value) {
    return new Curve.Point(
        layer,
        value,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false);
  }

  private static Curve.Point point(Figure figure, boolean hasSpread) {
    MetricRecord metric = figure.metric();
    Optional<Spread> spread = hasSpread ? figure.spread() : Optional.empty();
    return new Curve.Point(
        metric.layer(),
        metric.value().getAsDouble(),
        spread.map(middle -> OptionalDouble.of(middle.low())).orElse(OptionalDouble.empty()),
        spread.map(middle -> OptionalDouble.of(middle.high())).orElse(OptionalDouble.empty()),
        metric.atLeast(),
        metric.atMost(),
        figure.isViolated());
  }
}
