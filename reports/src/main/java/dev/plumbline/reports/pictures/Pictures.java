package dev.plumbline.reports.pictures;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.reports.charts.Curve;
import dev.plumbline.reports.charts.Fonts;
import dev.plumbline.reports.charts.HeatMapChart;
import dev.plumbline.reports.charts.LayerAxis;
import dev.plumbline.reports.charts.Panel;
import dev.plumbline.reports.charts.ProfileChart;
import dev.plumbline.reports.charts.ProfileOnPage;
import dev.plumbline.reports.results.LayerSequence;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.FileNames;
import dev.plumbline.reports.writing.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.platform.engine.UniqueId;

/**
 * Draws the pictures of a run into a folder, each an SVG with its numbers as CSV beside it: of each
 * checkpoint a profile over the layers at each timestep and a heat map of each checked metric, and
 * maps of the leaves that failed worst.
 */
public final class Pictures implements Report {

  /** Of so many failed leaves maps are drawn: a report has to stay small enough to open. */
  static final int MOST_LEAVES = 12;

  private final Path folder;
  private final List<PublishedProfile> published;
  private final Gallery gallery;
  private final Set<String> names = new HashSet<>();

  /** The leaves that failed and have maps, drawn or not. */
  private final Set<UniqueId> haveMaps = new HashSet<>();

  /** A picture that is not yet a file: see {@link Gallery.Picture}. */
  private record Drawing(
      String checkpoint,
      String title,
      OptionalInt timestep,
      long violations,
      String svg,
      String data,
      Optional<Supplier<Gallery.Part>> onPage) {}

  /**
   * Makes the pictures.
   *
   * @param folder where they are put
   * @param published profiles that are drawn beside the run's own
   * @param gallery is told of each
   */
  public Pictures(Path folder, List<PublishedProfile> published, Gallery gallery) {
    this.folder = folder;
    this.published = List.copyOf(published);
    this.gallery = gallery;
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public void leaf(LeafResult result) {
    if (result.outcome() == Outcome.FAILED && result.hasMaps()) {
      haveMaps.add(result.leaf().id());
    }
  }

  @Override
  public void end(RunResults run) throws IOException {
    MetricFigures figures = MetricFigures.of(run.leaves());
    if (figures.isEmpty()) {
      return;
    }
    Fonts.require();
    for (String checkpoint : figures.checkpoints()) {
      drawProfiles(figures, checkpoint, run.layers());
      drawHeatMaps(figures, checkpoint, run.layers());
    }
    drawChanges(run);
    drawMaps(run);
  }

  private void drawProfiles(MetricFigures figures, String checkpoint, LayerSequence order)
      throws IOException {
    ProfilePanels profiles = new ProfilePanels(figures, checkpoint, published);
    for (int timestep : figures.timesteps(checkpoint)) {
      List<Panel> panels = profiles.at(timestep);
      if (panels.isEmpty()) {
        continue;
      }
      String title = checkpoint + ", t=" + timestep;
      List<LayerName> layers = order.sorted(layers(panels));
      String svg = new ProfileChart(title, new LayerAxis(layers), panels).svg();
      gallery.addProfile(
          save(
              "profile-" + checkpoint + "-t" + timestep,
              new Drawing(
                  checkpoint,
                  "Profile of " + title,
                  OptionalInt.of(timestep),
                  violations(panels),
                  svg,
                  PictureData.of(panels, layers, timestep),
                  Optional.of(() -> onPage(profiles, timestep, order)))));
    }
  }

  /** Drawn when it is wanted: figures are kept, and drawings of a large run would be too large. */
  private static Gallery.Part onPage(ProfilePanels profiles, int timestep, LayerSequence order) {
    List<Panel> panels = profiles.at(timestep);
    LayerAxis axis = new LayerAxis(order.sorted(layers(panels)));
    String html = new ProfileOnPage("Profile at t=" + timestep, axis, panels).html();
    return new Gallery.Part(html, false);
  }

  private static long violations(List<Panel> panels) {
    return panels.stream()
        .flatMap(panel -> panel.curves().stream())
        .filter(curve -> curve.role() == Curve.Role.SUBJECT)
        .flatMap(curve -> curve.points().stream())
        .filter(Curve.Point::violated)
        .count();
  }

  private static List<LayerName> layers(List<Panel> panels) {
    return panels.stream()
        .flatMap(panel -> panel.curves().stream())
        .flatMap(curve -> curve.points().stream())
        .map(Curve.Point::layer)
        .toList();
  }

  private void drawHeatMaps(MetricFigures figures, String checkpoint, LayerSequence order)
      throws IOException {
    for (String metric : figures.checkedMetrics(checkpoint)) {
      List<HeatMapChart.Cell> cells = figures.cells(checkpoint, metric);
      if (cells.isEmpty()) {
        continue;
      }
      LayerAxis axis =
          new LayerAxis(order.sorted(cells.stream().map(HeatMapChart.Cell::layer).toList()));
      String title = metric + " of " + checkpoint;
      gallery.addHeatMap(
          save(
              "heat-map-" + checkpoint + "-" + metric,
              new Drawing(
                  checkpoint,
                  title,
                  OptionalInt.empty(),
                  cells.stream().filter(HeatMapChart.Cell::violated).count(),
                  new HeatMapChart(title, axis, cells).svg(),
                  PictureData.of(figures, checkpoint, metric),
                  Optional.of(
                      () -> HeatMapOnPage.part(figures.all(checkpoint, metric), title, axis)))));
    }
  }

  private void drawChanges(RunResults run) throws IOException {
    for (ChangePanel panel : ChangePanel.of(run)) {
      Path data = folder.resolve(unique(FileNames.safe("changes-" + panel.checkpoint())) + ".csv");
      AtomicFile.write(data, panel.data());
      gallery.addChanges(
          new Gallery.Changes(
              panel.checkpoint(), panel.shown(), panel.leftOut(), data, panel::part));
    }
  }

  private void drawMaps(RunResults run) throws IOException {
    List<LeafResult> sample = sample(run.worst().stream().filter(LeafResult::hasMaps).toList());
    for (LeafResult leaf : sample) {
      String title = Texts.oneLine(leaf.leaf().name());
      gallery.addMaps(
          leaf.leaf().id(),
          save(
              "maps-" + title,
              new Drawing(
                  leaf.leaf().checkpoint(),
                  "Maps of " + title,
                  leaf.leaf().timestep(),
                  1,
                  LeafMaps.svg(leaf),
                  PictureData.of(leaf.grids().orElseThrow().grids()),
                  Optional.empty())));
    }
    gallery.leaveOut(Math.max(0, haveMaps.size() - sample.size()));
  }

  /** Chooses leaves for maps, the worst first: one of each audit in turn, while there are any. */
  private static List<LeafResult> sample(List<LeafResult> worst) {
    Map<List<String>, Integer> taken = new HashMap<>();
    IdentityHashMap<LeafResult, Integer> turns = new IdentityHashMap<>();
    worst.forEach(leaf -> turns.put(leaf, taken.merge(leaf.mapGroup(), 1, Integer::sum)));
    return worst.stream().sorted(Comparator.comparing(turns::get)).limit(MOST_LEAVES).toList();
  }

  private Gallery.Picture save(String name, Drawing drawing) throws IOException {
    String safe = unique(FileNames.safe(name));
    Path picture = folder.resolve(safe + ".svg");
    Path numbers = folder.resolve(safe + ".csv");
    AtomicFile.write(picture, drawing.svg());
    AtomicFile.write(numbers, drawing.data());
    return new Gallery.Picture(
        drawing.checkpoint(),
        drawing.title(),
        drawing.timestep(),
        picture,
        numbers,
        drawing.violations(),
        drawing.onPage());
  }

  private String unique(String name) {
    String candidate = name;
    // Some file systems take upper and lower case for the same.
    for (int i = 2; !names.add(candidate.toLowerCase(Locale.ROOT)); i++) {
      candidate = name + "-" + i;
    }
    return candidate;
  }
}
