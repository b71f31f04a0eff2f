package dev.plumbline.reports.pictures;

import dev.plumbline.api.Grid;
import dev.plumbline.api.LayerName;
import dev.plumbline.reports.charts.Curve;
import dev.plumbline.reports.charts.Panel;
import dev.plumbline.reports.results.BaselineChange;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The numbers of pictures as CSV. */
final class PictureData {

  private static final List<String> PROFILE =
      List.of(
          "panel",
          "curve",
          "of",
          "block",
          "layer",
          "timestep",
          "value",
          "low",
          "high",
          "at_least",
          "at_most",
          "violated");

  private PictureData() {}

  /** Writes rows. */
  private interface Rows {
    void writeTo(CSVPrinter printer) throws IOException;
  }

  private static String table(List<String> columns, Rows rows) {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setRecordSeparator('\n')
            .setHeader(columns.toArray(String[]::new))
            .get();
    StringBuilder table = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(table, format)) {
      rows.writeTo(printer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table.toString();
  }

  /**
   * Returns the numbers of a profile: a row for every point of every curve.
   *
   * @param layers the layers in the order of data flow
   */
  static String of(List<Panel> panels, List<LayerName> layers, int timestep) {
    return table(
        PROFILE,
        printer -> {
          for (Panel panel : panels) {
            for (Curve curve : panel.curves()) {
              for (LayerName layer : layers) {
                for (Curve.Point point : curve.points()) {
                  if (point.layer().equals(layer)) {
                    printer.printRecord(row(panel, curve, point, timestep));
                  }
                }
              }
            }
          }
        });
  }

  private static List<Object> row(Panel panel, Curve curve, Curve.Point point, int timestep) {
    return List.of(
        CsvCells.text(panel.title()),
        CsvCells.text(curve.label()),
        curve.role().name().toLowerCase(Locale.ROOT),
        CsvCells.text(point.layer().block()),
        CsvCells.text(point.layer().path()),
        timestep,
        point.value(),
        CsvCells.figure(point.low()),
        CsvCells.figure(point.high()),
        CsvCells.figure(point.atLeast()),
        CsvCells.figure(point.atMost()),
        point.violated());
  }

  /** Returns the numbers of a heat map: a row for every cell. */
  static String of(MetricFigures figures, String checkpoint, String metric) {
    StringBuilder table = new StringBuilder();
    CSVFormat format = CsvCells.metricTable("value", "at_least", "at_most", "verdict");
    try (CSVPrinter printer = new CSVPrinter(table, format)) {
      for (MetricFigures.Figure figure : figures.all(checkpoint, metric)) {
        printer.printRecord(
            CsvCells.metricRow(
                figure.metric(),
                CsvCells.figure(figure.metric().value()),
                CsvCells.figure(figure.metric().atLeast()),
                CsvCells.figure(figure.metric().atMost()),
                figure.metric().verdict().label()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table.toString();
  }

  /** Returns the numbers of changes against a baseline: a row for every change. */
  static String ofChanges(List<BaselineChange> changes) {
    StringBuilder table = new StringBuilder();
    CSVFormat format =
        CsvCells.metricTable(
            "baseline", "value", "at_least", "at_most", "margins_worse", "verdict");
    try (CSVPrinter printer = new CSVPrinter(table, format)) {
      for (BaselineChange change : changes) {
        printer.printRecord(
            CsvCells.metricRow(
                change.metric(),
                change.against().value(),
                CsvCells.figure(change.metric().value()),
                CsvCells.figure(change.metric().atLeast()),
                CsvCells.figure(change.metric().atMost()),
                change.towardsItsLimit(),
                change.metric().verdict().label()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table.toString();
  }

  /**
   * Returns the numbers of grids: a line for every row of every grid, a column for every column, in
   * four digits. A grid with marked cells is there a second time, as 1 where a cell is marked.
   */
  static String of(List<Grid> grids) {
    int widest = grids.stream().mapToInt(Grid::columns).max().orElse(0);
    List<String> header = new ArrayList<>(List.of("grid", "image", "unit", "row"));
    for (int column = 0; column < widest; column++) {
      header.add(Integer.toString(column));
    }
    return table(
        header,
        printer -> {
          for (Grid grid : grids) {
            print(printer, grid, false);
            if (grid.marked().length > 0) {
              print(printer, grid, true);
            }
          }
        });
  }

  private static void print(CSVPrinter printer, Grid grid, boolean marks) throws IOException {
    for (int row = 0; row < grid.rows(); row++) {
      List<Object> cells = new ArrayList<>();
      cells.add(CsvCells.text(grid.name()));
      cells.add(CsvCells.text(grid.image().orElse("")));
      cells.add(CsvCells.text(marks ? "marked" : grid.unit()));
      cells.add(row);
      for (int column = 0; column < grid.columns(); column++) {
        cells.add(marks ? (grid.isMarked(row, column) ? 1 : 0) : number(grid.value(row, column)));
      }
      printer.printRecord(cells);
    }
  }

  private static String number(float value) {
    return Float.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4g", value);
  }
}
