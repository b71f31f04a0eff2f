package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.plan.TimestepRange;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundsFileTest {

  private static final String HEADER = "audit,metric,layer,timestep,at_least,at_most,note\n";

  private static BoundsFile read(String... rows) {
    return BoundsFile.read(
        new StringReader(HEADER + String.join("\n", rows)), "b.csv", List.of("base"));
  }

  private static Optional<String> note(BoundsFile file, String metric, String layer, int timestep) {
    return file.find("Norms.rare", metric, layer, timestep).map(Bound::note);
  }

  /** The note of the row found for a usual question. */
  private static Optional<String> note(BoundsFile file) {
    return note(file, "norm.max_z", "up_blocks.1.resnets.0", 50);
  }

  @Test
  void aRowIsReadAsItStands() {
    Bound bound =
        read("Norms.rare,norm.max_z,up_blocks[1].**,0-199,-1.5,2e3,\"set by hand, \"\"twice\"\"\"")
            .find("Norms.rare", "norm.max_z", "up_blocks.1.resnets.0", 199)
            .orElseThrow();

    assertThat(bound.atLeast().map(Limit::number)).contains(-1.5);
    assertThat(bound.atMost().map(Limit::number)).contains(2000.0);
    assertThat(bound.timesteps()).isEqualTo(new TimestepRange(0, 199));
    assertThat(bound.note()).isEqualTo("set by hand, \"twice\"");
    assertThat(bound.source()).isEqualTo("b.csv:2");
    assertThat(bound.isEmpty()).isFalse();
  }

  @Test
  void aRowMayBeForOneCheckpointAlone() {
    BoundsFile file =
        BoundsFile.read(
                new StringReader(
                    """
                    audit,metric,layer,timestep,checkpoint,at_least,at_most,note
                    *,*,*,*,sha256:0123456789ab,,1,one
                    *,m,*,*,*,,2,any
                    *,*,*,*,,,3,any
                    *,*,*,*,sha256:0123,,4,short
                    """),
                "b.csv",
                List.of("base"))
            .withHashes(name -> name.equals("one") ? "0123456789abcdef" : "fedcba9876543210");

    assertThat(find(file, "one", "n")).contains(1.0);
    assertThat(find(file, "one", "m")).as("of equally exact ones the last").contains(2.0);
    assertThat(find(file, "other", "n")).contains(3.0);
    assertThat(find(file, "other", "m")).contains(2.0);
    assertThat(file.problems())
        .singleElement()
        .asString()
        .startsWith("b.csv:5: checkpoint 'sha256:0123' is none: leave the cell empty, or write *");
  }

  private static Optional<Double> find(BoundsFile file, String checkpoint, String metric) {
    return file.find(
            "a",
            Metric.of(metric, 4, 1, Direction.HIGHER),
            new Subject(checkpoint, new LayerName("conv_in"), 50))
        .flatMap(Bound::atMost)
        .map(Limit::number);
  }

  @ParameterizedTest
  @CsvSource({
    "base, 4",
    "base + 0.5, 4.5",
    "base  -  0.5, 3.5",
    "base * 1.25, 5",
    "my - base + 2, 6",
  })
  void aLimitMayBeAnotherCheckpointsFigureChanged(String limit, double expected) {
    BoundsFile file =
        BoundsFile.read(
            new StringReader(HEADER + "*,*,*,*,," + limit + ","),
            "b.csv",
            List.of("base", "my - base"));

    Bound bound = file.find("a", "m", "l", 0).orElseThrow();
    assertThat(bound.atMost().orElseThrow().against(Metric.of("m", 4, 1, Direction.HIGHER)))
        .isEqualTo(expected);
    assertThat(file.references())
        .containsExactly(limit.startsWith("my") ? "my - base" : "base")
        .isEqualTo(bound.references());
  }

  @ParameterizedTest
  @CsvSource({"0, true", "199, true", "200, false", "-1, false"})
  void rangesHaveBothTheirEnds(int timestep, boolean found) {
    BoundsFile file = read("*,*,*,0 - 199,,1,found");

    assertThat(note(file, "norm.max_z", "conv_in", timestep).isPresent()).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*,*,*,*,,1,any", ",,,,,1,any", "**,**,**,*,,1,any"})
  void starsAndEmptyCellsStandForAnything(String row) {
    assertThat(note(read(row))).contains("any");
  }

  @Test
  void nothingIsFoundWhereNoRowMatches() {
    BoundsFile file =
        read("Other.*,*,*,*,,1,", "*,finite.*,*,*,,1,", "*,*,conv_in,*,,1,", "*,*,*,51,,1,");

    assertThat(note(file)).isEmpty();
    assertThat(BoundsFile.empty().find("a", "m", "l", 0)).isEmpty();
    assertThat(BoundsFile.empty().problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // the more columns without a wildcard, the more specific
        "*,norm.max_z,*,50,,1,winner; Norms.*,norm.*,up_blocks.1.resnets.0,0-999,,1,loser",
        "*,norm.max_z,*,*,,1,winner; Norms.*,norm.*,up_blocks.1.*.*,0-99,,1,loser",
        "*,*,*,50,,1,winner; *,*,*,0-50,,1,loser",
        // then the longer layer, metric, audit
        "*,*,up_blocks.1.**,*,,1,winner; Norms.rar*,norm.max_*,up_blocks.**,49-51,,1,loser",
        "*,norm.*,*,*,,1,winner; Norms.rar*,*,*,49-51,,1,loser",
        "Norms.*,*,*,*,,1,winner; *,*,*,49-51,,1,loser",
        // then the shorter range
        "*,*,*,40-60,,1,winner; *,*,*,0-199,,1,loser",
        "*,*,*,0-999,,1,winner; *,*,*,*,,1,loser",
      })
  void theMostSpecificRowWinsWhereverItStands(String one, String other) {
    assertThat(note(read(one, other))).contains("winner");
    assertThat(note(read(other, one))).contains("winner");
  }

  @Test
  void ofEquallySpecificRowsTheLastWins() {
    assertThat(note(read("*,*,*,*,,1,first", "*,*,*,*,,2,second"))).contains("second");
  }

  @Test
  void aRowMaySayThatThereIsNoLimit() {
    for (String row : List.of("*,*,*,*,,unbounded,meant", "*,*,*,*,unbounded,,meant")) {
      BoundsFile file = read(row);

      assertThat(file.problems()).isEmpty();
      assertThat(file.find("a", "m", "l", 0))
          .get()
          .satisfies(bound -> assertThat(bound.isEmpty()).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {",,,,,,", ",", " , , , , , , ", ",,,,,,,,"})
  void aBlankRowIsNothing(String blank) {
    BoundsFile file = read("*,*,*,*,,1,stands", blank);

    assertThat(file.problems()).isEmpty();
    assertThat(note(file)).contains("stands");
  }

  @Test
  void aRowMayOnlyWarn() {
    String header = HEADER.strip() + ",severity\n";
    BoundsFile file =
        BoundsFile.read(
            new StringReader(
                header + "*,a,*,*,,1,,warn\n*,b,*,*,,1,,fail\n*,c,*,*,,1,,\n*,d,*,*,,1,,warning\n"),
            "b.csv",
            List.of());

    assertThat(file.rows())
        .extracting(Bound::severity)
        .containsExactly(Bound.Severity.WARN, Bound.Severity.FAIL, Bound.Severity.FAIL);
    assertThat(file.problems())
        .containsExactly(
            "b.csv:5: severity 'warning' is neither fail nor warn; did you mean warn?; correct the"
                + " row, it was left out");
  }

  @ParameterizedTest
  @CsvSource({
    "base * 1.2, 10, 12",
    "base * 0.8, 10, 8",
    "base * 1.2, -10, -8",
    "base * 0.8, -10, -12",
    "base * 1.2, 0, 0",
    "base + 1, -10, -9",
  })
  void aFactorActsOnTheMagnitude(String limit, double base, double expected) {
    Bound bound = read("*,*,*,*,," + limit + ",").find("a", "m", "l", 0).orElseThrow();

    assertThat(bound.atMost().orElseThrow().against(Metric.of("m", base, 1, Direction.HIGHER)))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void commentsEmptyLinesAndSpacesAreLeftOut() {
    BoundsFile file =
        BoundsFile.read(
            new StringReader(
                """
                # a comment, before the header

                audit, metric ,layer,timestep,at_least,at_most,note
                # another

                 * , norm.max_z , * , * ,, 1 , found
                *,norm.max_z,*,*,,x,"""),
            "b.csv",
            List.of("base"));

    assertThat(note(file)).contains("found");
    assertThat(file.problems()).singleElement().asString().startsWith("b.csv:7: ");
  }

  @Test
  void columnsMayBeInAnyOrderAndThereMayBeMore() {
    BoundsFile file =
        BoundsFile.read(
            new StringReader("at_most,by,at_least,timestep,layer,metric,audit\n1,me,,*,*,*,*\n"),
            "b.csv",
            List.of("base"));

    assertThat(file.problems()).isEmpty();
    assertThat(note(file)).contains("");
  }

  @Test
  void emptyColumnsOfSpreadsheetsAreLeftOut() {
    BoundsFile file =
        BoundsFile.read(
            new StringReader(HEADER.strip() + ",,\n*,*,*,*,,1,found,,\n"),
            "b.csv",
            List.of("base"));

    assertThat(file.problems()).isEmpty();
    assertThat(note(file)).contains("found");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheHeader() {
    BoundsFile file =
        BoundsFile.read(
            new StringReader("\uFEFF" + HEADER + "*,*,*,*,,1,found"), "b.csv", List.of("base"));

    assertThat(note(file)).contains("found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "*,*,*,*,,one,; at_most 'one' is not a number, and no checkpoint of this run (base)",
        "*,*,*,*,NaN,,; at_least 'NaN' is not a number, and no checkpoint of this run (base)",
        "*,*,*,*,,Infinity,; at_most 'Infinity' is not a number, and no checkpoint of this run (base)",
        "*,*,*,*,'1,5',,; at_least '1,5' is not a number, and no checkpoint of this run (base)",
        "*,*,*,*,2,1,; at_least 2 is above at_most 1",
        "*,*,*,*,,base + x,; at_most 'base + x' ends in 'x', which is not a number",
        "*,*,*,*,,parent,; at_most 'parent' is not a number, and no checkpoint of this run (base)",
        "*,*,*,*,parent * 2,,; at_least 'parent * 2' begins with 'parent', no checkpoint of"
            + " this run (base)",
        "*,*,*,*,,base+1,; at_most 'base+1' is not a number, and no checkpoint of this run (base)",
        "*,*,*,soon,,1,; timestep 'soon' is not a number, a range such as 0-199, or *",
        "*,*,*,-5,,1,; timestep '-5' is not a number",
        "*,*,*,0-,,1,; timestep '0-' is not a number",
        "*,*,*,200-100,,1,; timestep '200-100' is not a number",
        "*,*,*,1.5,,1,; timestep '1.5' is not a number",
        "*,*,*,*,,,asks nothing; has no limit, and would leave what it matches without one: write"
            + " at_least or at_most, or 'unbounded' into one of them if that is meant",
        "Norms.*,norm.max_z,*,*,,,; has no limit, and would leave what it matches without one:"
            + " write at_least or at_most, or 'unbounded' into one of them if that is meant",
        "*,*,*,*,,base * -2,; at_most 'base * -2' multiplies by a number below 0, and a factor is 0 or"
            + " more",
        "*,*,*,*,,1; has 6 cells where the header has 7",
        "*,*,*,*,,1,,; has 8 cells where the header has 7",
      })
  void aMalformedRowIsNamedAndLeftOut(String row, String problem) {
    BoundsFile file =
        read("*,*,*,*,,1,stands", row.replace('\'', '"'), "Norms.rare,*,*,*,,1,stands too");

    assertThat(file.problems())
        .containsExactly("b.csv:3: " + problemText(problem) + "; correct the row, it was left out");
    assertThat(note(file)).contains("stands too");
    assertThat(file.find("Other.audit", "m", "l", 0).map(Bound::note)).contains("stands");
  }

  /** Completes what the table above shortens. */
  private static String problemText(String problem) {
    return problem.startsWith("timestep") && problem.endsWith("not a number")
        ? problem + ", a range such as 0-199, or *"
        : problem;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "audit,metric,layer,timestep,at_least; at_most",
        "metric,at_least,at_most,note; audit, layer, timestep",
        "''; audit, metric, layer, timestep, at_least, at_most",
      })
  void aMissingColumnRefusesTheFile(String header, String missing) {
    assertThatThrownBy(
            () -> BoundsFile.read(new StringReader(header + "\n"), "b.csv", List.of("base")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "b.csv: the header lacks the columns "
                + missing
                + "; a bounds file begins with the line "
                + HEADER.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audit,metric,layer,timestep,at_least,at_most,at_most\n",
        HEADER + "*,*,*,*,,1,\"never closed\n",
      })
  void whatIsNoCsvIsRefused(String text) {
    assertThatThrownBy(() -> BoundsFile.read(new StringReader(text), "b.csv", List.of("base")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("b.csv: not a CSV file of bounds (");
  }

  @Test
  void whatCannotBeReadIsRefused() {
    Reader broken =
        new Reader() {
          @Override
          public int read(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("the disk is gone");
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> BoundsFile.read(broken, "b.csv", List.of("base")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the disk is gone");
  }
}
