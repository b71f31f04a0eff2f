package dev.plumbline.engine.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTableTest {

  private static final CsvTable TABLE = CsvTable.of("name", "value", "note").withOptional("note");

  private static List<String> read(CsvTable table, String text) throws IOException {
    List<String> rows = new ArrayList<>();
    table.read(
        new StringReader(text),
        row ->
            rows.add(
                String.format(
                    "%d: %s=%s%s",
                    row.line(),
                    row.get("name"),
                    row.get("value"),
                    row.find("note").map(note -> " (" + note + ")").orElse(""))));
    return rows;
  }

  @Test
  void rowsHaveTheNumbersOfTheirLines() throws IOException {
    assertThat(read(TABLE, "name,value,note\na,1,x\n\n b , 2 ,y\nc,3,\"two\nlines\"\nd,4,"))
        .containsExactly("2: a=1 (x)", "4: b=2 (y)", "6: c=3 (two\nlines)", "7: d=4 ()");
    assertThat(read(TABLE, "name,value\r\na,1\r\nb,2\r\n")).containsExactly("2: a=1", "3: b=2");
  }

  @Test
  void columnsMayStandInAnyOrderAndOthersArePassedOver() throws IOException {
    assertThat(read(TABLE, "more,value,name\nx,1,a\n")).containsExactly("2: a=1");
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    assertThat(read(TABLE, "\uFEFFname,value\na,1\n")).containsExactly("2: a=1");
    assertThat(CsvTable.withoutByteOrderMark("\uFEFF# text")).isEqualTo("# text");
    assertThat(CsvTable.withoutByteOrderMark("# text")).isEqualTo("# text");
    assertThat(CsvTable.withoutByteOrderMark("")).isEmpty();
  }

  /** As spreadsheets leave them behind the last row and between others. */
  @Test
  void blankRowsArePassedOver() throws IOException {
    assertThat(read(TABLE, "name,value,note\n,,\na,1,\n , \t,\n,,,,,\n\"\",,\nb,2,\n,,\n"))
        .containsExactly("3: a=1 ()", "7: b=2 ()");
  }

  @Test
  void aColumnThatIsNotOptionalMustBeThere() {
    assertThatThrownBy(() -> read(TABLE, "note\n"))
        .isInstanceOf(MissingColumnsException.class)
        .hasMessage("lacks the columns name, value");
    assertThatThrownBy(() -> read(TABLE, ""))
        .isInstanceOf(MissingColumnsException.class)
        .hasMessage("lacks the columns name, value");
  }

  @Test
  void commentsArePassedOverWhereTheKindHasThem() throws IOException {
    String text = "# first\nname,value\n# second\na,1\n";

    assertThat(read(TABLE.withComments(), text)).containsExactly("4: a=1");
    assertThatThrownBy(() -> read(TABLE, text)).isInstanceOf(MissingColumnsException.class);
  }

  @Test
  void columnsWithoutNamesAreAllowedWhereTheKindHasThem() throws IOException {
    String text = "name,value,,\na,1,,\n";

    assertThat(read(TABLE.withUnnamedColumns(), text)).containsExactly("2: a=1");
    assertThatThrownBy(() -> read(TABLE, text)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(TABLE.withUnnamedColumns(), "name,value,value\na,1,2\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("value");
  }

  @Test
  void aRowThatEndsTooEarlyIsSaidByItsReader() {
    assertThatThrownBy(() -> read(TABLE, "name,value\na\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value");
    assertThatThrownBy(
            () ->
                TABLE.read(
                    new StringReader("name,value\na,1,2\n"),
                    CsvTable.Row::requireAsManyCellsAsTheHeader))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("has 3 cells where the header has 2");
  }

  @Test
  void whatIsNoCsvIsSaid() {
    assertThatThrownBy(() -> read(TABLE, "name,value\na,\"never closed\n"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatIsWrittenCanBeReadAgain() throws IOException {
    String text = TABLE.header() + "\n" + CsvTable.line("a, b", 0.5, "said \"so\"");

    assertThat(text).isEqualTo("name,value,note\n\"a, b\",0.5,\"said \"\"so\"\"\"\n");
    assertThat(read(TABLE, text)).containsExactly("2: a, b=0.5 (said \"so\")");
  }
}
