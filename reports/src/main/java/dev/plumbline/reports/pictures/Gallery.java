package dev.plumbline.reports.pictures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.platform.engine.UniqueId;

/** The pictures that were drawn of a run, for the reports that show them. */
public final class Gallery {

  /**
   * A picture.
   *
   * @param checkpoint the checkpoint it is about
   * @param title what it shows
   * @param timestep the timestep it is about, if it is about one
   * @param svg where it is
   * @param data where its numbers are, a CSV file
   */
  public record Picture(
      String checkpoint, String title, OptionalInt timestep, Path svg, Path data) {}

  private final List<Picture> profiles = new ArrayList<>();
  private final List<Picture> heatMaps = new ArrayList<>();
  private final Map<UniqueId, Picture> maps = new LinkedHashMap<>();
  private int leavesLeftOut;

  void addProfile(Picture picture) {
    profiles.add(picture);
  }

  void addHeatMap(Picture picture) {
    heatMaps.add(picture);
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
