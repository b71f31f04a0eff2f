package dev.plumbline.engine.csv;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * One kind of CSV files with a header: which columns such files have, and how they are read.
 * Columns may stand in any order, and other columns are passed over, and so are empty lines, blanks
 * around cells, and the byte order mark with which spreadsheets begin files.
 */
public final class CsvTable {

  /** What some editors write before the first character of a file. */
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final CSVFormat STRICT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .get();

  /** A row of a file, with its cells by column. */
  public static final class Row {

    private final CSVRecord cells;
    private final int columns;
    private final long line;

    private Row(CSVRecord cells, int columns, long line) {
      this.cells = cells;
      this.columns = columns;
      this.line = line;
    }

    /** Returns the number of the line that the row is in, from 1 on; of several lines the last. */
    public long line() {
      return line;
    }

    /**
     * Returns the cell of a column that every such file has.
     *
     * @param column the column's name
     * @throws IllegalArgumentException if the row ends before it
     */
    public String get(String column) {
      return cells.get(column);
    }

    /**
     * Returns the cell of an optional column.
     *
     * @param column the column's name
     * @return the cell; empty if the file has no such column
     */
    public Optional<String> find(String column) {
      return cells.isMapped(column) ? Optional.of(cells.get(column)) : Optional.empty();
    }

    /** Tells whether all cells are empty, as spreadsheets leave rows behind the last one. */
    private boolean isBlank() {
      return cells.stream().allMatch(String::isBlank);
    }

    /**
     * Refuses a row that has more or fewer cells than the header.
     *
     * @throws IllegalArgumentException if it has
     */
    public void requireAsManyCellsAsTheHeader() {
      if (cells.size() != columns) {
        throw new IllegalArgumentException(
            "has " + cells.size() + " cells where the header has " + columns);
      }
    }
  }

  private final List<String> columns;
  private final Set<String> optional;
  private final CSVFormat format;

  private CsvTable(List<String> columns, Set<String> optional, CSVFormat format) {
    this.columns = List.copyOf(columns);
    this.optional = Set.copyOf(optional);
    this.format = format;
  }

  /**
   * Returns a kind of files that have these columns.
   *
   * @param columns the columns in the order in which they are written
   */
  public static CsvTable of(String... columns) {
    return new CsvTable(List.of(columns), Set.of(), STRICT);
  }

  /**
   * Returns the same kind, of which a column may be missing.
   *
   * @param column one of the columns
   */
  public CsvTable withOptional(String column) {
    Set<String> more = new LinkedHashSet<>(optional);
    more.add(column);
    return new CsvTable(columns, more, format);
  }

  /** Returns the same kind, in which lines that begin with {@code #} are passed over. */
  public CsvTable withComments() {
    return new CsvTable(columns, optional, format.builder().setCommentMarker('#').get());
  }

  /**
   * Returns the same kind, in whose header names may be empty, as spreadsheets leave them behind
   * the last column. No two columns may then have one and the same name.
   */
  public CsvTable withUnnamedColumns() {
    return new CsvTable(
        columns,
        optional,
        format
            .builder()
            .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_EMPTY)
            .setAllowMissingColumnNames(true)
            .get());
  }

  /** Returns the line that such files begin with, without a line break. */
  public String header() {
    return String.join(",", columns);
  }

  /**
   * Returns a row as it stands in a file, with a line break.
   *
   * @param cells the row's cells, in the order of the columns
   */
  public static String line(Object... cells) {
    return CSVFormat.DEFAULT.format(cells) + '\n';
  }

  /**
   * Returns a text without the byte order mark that it may begin with.
   *
   * @param text the text of a file
   */
  public static String withoutByteOrderMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static Reader withoutByteOrderMark(Reader reader) throws IOException {
    PushbackReader text = new PushbackReader(reader);
    int first = text.read();
    if (first >= 0 && first != BYTE_ORDER_MARK) {
      text.unread(first);
    }
    return text;
  }

  /**
   * Reads a file, row by row; blank rows are passed over. What {@code rows} throws ends the reading
   * and is thrown as it is.
   *
   * @param file the file's text; closed on return
   * @param rows takes each row, in the order of the file
   * @throws MissingColumnsException if the header lacks a column that is not optional
   * @throws IOException if the text cannot be read, or is no CSV; the message says why
   */
  public void read(Reader file, Consumer<Row> rows) throws IOException {
    try (Reader text = withoutByteOrderMark(file);
        CSVParser parser = open(text)) {
      List<String> names = parser.getHeaderNames();
      Set<String> missing = new LinkedHashSet<>(columns);
      missing.removeAll(optional);
      missing.removeAll(names);
      if (!missing.isEmpty()) {
        throw new MissingColumnsException(missing);
      }
      Iterator<CSVRecord> records = parser.iterator();
      while (hasNext(records)) {
        Row row = new Row(records.next(), names.size(), parser.getCurrentLineNumber());
        if (!row.isBlank()) {
          rows.accept(row);
        }
      }
    }
  }

  private CSVParser open(Reader text) throws IOException {
    try {
      return format.parse(text);
    } catch (IllegalArgumentException e) { // two columns of one name, or one without a name
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean hasNext(Iterator<CSVRecord> records) throws IOException {
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
