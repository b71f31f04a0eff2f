package dev.plumbline.reports.tables;

import dev.plumbline.api.files.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A CSV file that grows while a run goes on, and has its name only when it is complete. Until then
 * what there is of it is on disk beside its place, {@value AtomicFile#PART} behind its name, also
 * should the process be killed.
 */
final class GrowingTable {

  private final AtomicFile file;
  private final CSVPrinter printer;

  private GrowingTable(AtomicFile file, CSVPrinter printer) {
    this.file = file;
    this.printer = printer;
  }

  /** Begins a table with its header. */
  static GrowingTable begin(Path path, CSVFormat format) throws IOException {
    AtomicFile file = AtomicFile.begin(path);
    GrowingTable table =
        new GrowingTable(
            file,
            new CSVPrinter(Files.newBufferedWriter(file.part(), StandardCharsets.UTF_8), format));
    table.printer.flush();
    return table;
  }

  /** Adds rows, and has them on disk when it returns. */
  void add(Iterable<List<Object>> rows) throws IOException {
    for (List<Object> row : rows) {
      printer.printRecord(row);
    }
    printer.flush();
  }

  /** Ends the table and gives it its name. */
  void end() throws IOException {
    printer.close();
    file.commit();
  }
}
