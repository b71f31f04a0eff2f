package dev.plumbline.reports.pages;

import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.results.Leaf;
import dev.plumbline.reports.results.LeafLinks;
import dev.plumbline.reports.results.LeafResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a row about a leaf leads: to the leaf, to its maps, to its representations. */
final class RowLinks {

  private final Gallery gallery;
  private final LeafLinks leaves;
  private final ExplorerLinks explorer;

  /**
   * Makes the links.
   *
   * @param gallery the maps on the page itself
   * @param leaves where leaves are shown
   * @param explorer where representations are shown
   */
  RowLinks(Gallery gallery, LeafLinks leaves, ExplorerLinks explorer) {
    this.gallery = gallery;
    this.leaves = leaves;
    this.explorer = explorer;
  }

  /** Returns what there is of a leaf, each with what it is called and where it is. */
  List<Map<String, String>> of(LeafResult result) {
    List<Map<String, String>> links = new ArrayList<>();
    Leaf leaf = result.leaf();
    leaves.find(leaf.id()).ifPresent(place -> links.add(link("leaf", place)));
    gallery.maps(leaf.id()).ifPresent(maps -> links.add(link("maps", "#" + anchor(maps))));
    explored(leaf).ifPresent(place -> links.add(link("explorer", place)));
    return links;
  }

  private Optional<String> explored(Leaf leaf) {
    return leaf.layer().isPresent() && leaf.timestep().isPresent()
        ? explorer.find(leaf.checkpoint(), leaf.layer().get(), leaf.timestep().getAsInt())
        : Optional.empty();
  }

  private static Map<String, String> link(String name, String place) {
    return Map.of("name", name, "place", place);
  }

  /** Returns the id of a picture on the page. */
  static String anchor(Gallery.Picture picture) {
    String file = picture.svg().getFileName().toString();
    return file.substring(0, file.lastIndexOf('.'));
  }
}
