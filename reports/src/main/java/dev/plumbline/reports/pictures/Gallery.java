package dev.plumbline.reports.pictures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.platform.engine.UniqueId;

/** The pictures that were drawn of a run, for the reports that show them. */
public final class Gallery {

  /**
   * A picture as a part of a page.
   *
   * @param html the part
   * @param isSentence whether there was nothing to draw, and it says so
   */
  public record Part(String html, boolean isSentence) {}

  /**
   * A picture.
   *
   * @param checkpoint the checkpoint it is about
   * @param title what it shows
   * @param timestep the timestep it is about, if it is about one
   * @param svg where it is
   * @param data where its numbers are, a CSV file
   * @param violations how many of its figures are outside their bounds
   * @param onPage makes it as a part of a page, HTML in the page's own colours; empty if a page
   *     shows the file
   */
  public record Picture(
      String checkpoint,
      String title,
      OptionalInt timestep,
      Path svg,
      Path data,
      long violations,
      Optional<Supplier<Part>> onPage) {}

  /**
   * How a checkpoint's figures changed against a baseline, over layers and timesteps.
   *
   * @param checkpoint the checkpoint
   * @param metrics how many metrics it shows, those that changed most
   * @param leftOut how many more there are
   * @param data where the numbers of all are, a CSV file
   * @param onPage makes it as a part of a page, HTML in the page's own colours
   */
  public record Changes(
      String checkpoint, int metrics, int leftOut, Path data, Supplier<Part> onPage) {}

  private final List<Picture> profiles = new ArrayList<>();
  private final List<Picture> heatMaps = new ArrayList<>();
  private final List<Changes> changes = new ArrayList<>();
  private final Map<UniqueId, Picture> maps = new LinkedHashMap<>();
  private int leavesLeftOut;

  void addProfile(Picture picture) {
    profiles.add(picture);
  }

  void addHeatMap(Picture picture) {
    heatMaps.add(picture);
  }

  void addChanges(Changes panel) {
    changes.add(panel);
  }

  /** Adds the maps of a leaf that failed. */
  void addMaps(UniqueId leaf, Picture picture) {
    maps.put(leaf, picture);
  }

  /** Takes note of how many failed leaves have maps that were not drawn. */
  void leaveOut(int leaves) {
    leavesLeftOut = leaves;
  }

  /** Returns the profiles, in the order in which they were drawn. */
  public List<Picture> profiles() {
    return List.copyOf(profiles);
  }

  /** Returns the heat maps, in the order in which they were drawn. */
  public List<Picture> heatMaps() {
    return List.copyOf(heatMaps);
  }

  /** Returns how checkpoints changed against their baselines, in the order of the checkpoints. */
  public List<Changes> changes() {
    return List.copyOf(changes);
  }

  /** Returns the maps of a leaf, if they were drawn. */
  public Optional<Picture> maps(UniqueId leaf) {
    return Optional.ofNullable(maps.get(leaf));
  }

  /** Returns how many leaves have maps. */
  public int leavesWithMaps() {
    return maps.size();
  }

  /** Returns how many failed leaves have maps that were not drawn. */
  public int leavesLeftOut() {
    return leavesLeftOut;
  }
}
