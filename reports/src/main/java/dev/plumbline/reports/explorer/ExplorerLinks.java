package dev.plumbline.reports.explorer;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.reports.writing.ReportFolder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where in the explorer a layer is shown, for other reports beside it. */
public final class ExplorerLinks {

  private record Place(String checkpoint, LayerName layer, int timestep) {}

  private final Set<Place> shown = new HashSet<>();

  /** Begins with nothing shown. */
  public ExplorerLinks() {}

  /**
   * Adds what the explorer shows.
   *
   * @param exploration what it shows of a checkpoint
   */
  void add(Exploration exploration) {
    exploration
        .representations()
        .forEach(
            one -> shown.add(new Place(exploration.checkpoint(), one.layer(), one.timestep())));
  }

  /**
   * Finds a place.
   *
   * @param checkpoint the checkpoint's name
   * @param layer the layer
   * @param timestep the timestep
   * @return a link relative to the reports' folder; empty if the explorer does not show it
   */
  public Optional<String> find(String checkpoint, LayerName layer, int timestep) {
    return shown.contains(new Place(checkpoint, layer, timestep))
        ? Optional.of(
            ReportFolder.EXPLORER
                + "#checkpoint="
                + encoded(checkpoint)
                + "&layer="
                + encoded(layer.toString())
                + "&timestep="
                + timestep)
        : Optional.empty();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
