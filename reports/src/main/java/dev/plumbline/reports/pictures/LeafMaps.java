package dev.plumbline.reports.pictures;

import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.reports.charts.MapSheet;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.writing.Texts;
import java.util.List;

/** The maps of one leaf that failed, on one sheet. */
final class LeafMaps {

  private LeafMaps() {}

  static String svg(LeafResult leaf) {
    LeafGrids grids = leaf.grids().orElseThrow();
    List<MapSheet.Tile> tiles =
        grids.grids().stream()
            .map(grid -> new MapSheet.Tile(grid, grid.image().flatMap(grids.photographs()::find)))
            .toList();
    return new MapSheet(Texts.oneLine(leaf.leaf().name()), tiles).svg();
  }
}
