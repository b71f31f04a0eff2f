package dev.plumbline.reports.tables;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static dev.plumbline.reports.FakeAudits.notApplicable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCsvTest {

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms =
      audits.audit("org.example.NormAudits", "anomalies", "No token's norm stands out");

  @TempDir Path folder;

  @Test
  void hasARowForEveryMetricInTheOrderTheLeavesRan() throws IOException {
    FakeAudits.Node later = leaf(norms, "sd15", "up_blocks.1.upsamplers.0", 200);
    later.records(metric(later, "norm.max_z", 3, 4), metric(later, "norm.patches", 0.5, 0.1));
    FakeAudits.Node first = leaf(norms, "sd15", "conv_in", 50);
    first.records(notApplicable(first, "norm.edge_share")).aborts("no anomalous token");

    List<CSVRecord> rows = new Run().of(audits, folder).metrics();

    assertThat(Files.readAllLines(folder.resolve("metrics.csv")).get(0))
        .isEqualTo(
            "checkpoint,audit,metric,block,layer,timestep,value,ci_low,ci_high,n,at_least,at_most,"
                + "verdict,scenes,images_decided");
    assertThat(rows.get(0).toMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("checkpoint", "sd15"),
                Map.entry("audit", "NormAudits.anomalies"),
                Map.entry("metric", "norm.max_z"),
                Map.entry("block", "up_blocks.1"),
                Map.entry("layer", "up_blocks.1.upsamplers.0"),
                Map.entry("timestep", "200"),
                Map.entry("value", "3.0"),
                Map.entry("ci_low", ""),
                Map.entry("ci_high", ""),
                Map.entry("n", "64"),
                Map.entry("at_least", ""),
                Map.entry("at_most", "4.0"),
                Map.entry("verdict", "passed"),
                Map.entry("scenes", ""),
                Map.entry("images_decided", "")));
    assertThat(rows)
        .extracting(row -> row.get("metric") + " " + row.get("verdict"))
        .containsExactly(
            "norm.max_z passed", "norm.patches failed", "norm.edge_share not-applicable");
    assertThat(rows.get(2).get("value")).isEmpty();
  }

  @Test
  void keepsEveryDigit() {
    FakeAudits.Node leaf = leaf(norms, "sd15", "conv_in", 50);
    double value = Math.nextUp(1.0 / 3);
    double low = -Double.MIN_VALUE;
    double high = 1e300 / 7;
    leaf.records(
        new MetricRecord(
            "sd15",
            "NormAudits.anomalies",
            "norm.max_z",
            new LayerName("conv_in"),
            50,
            OptionalDouble.of(value),
            OptionalDouble.of(low),
            OptionalDouble.of(high),
            Long.MAX_VALUE,
            OptionalDouble.of(-0.1),
            OptionalDouble.empty(),
            MetricVerdict.RECORDED,
            OptionalInt.of(12)));

    CSVRecord row = new Run().of(audits, folder).metrics().get(0);

    assertThat(Double.parseDouble(row.get("value"))).isEqualTo(value);
    assertThat(Double.parseDouble(row.get("ci_low"))).isEqualTo(low);
    assertThat(Double.parseDouble(row.get("ci_high"))).isEqualTo(high);
    assertThat(row.get("at_least")).isEqualTo("-0.1");
    assertThat(row.get("scenes")).isEqualTo("12");
    assertThat(Long.parseLong(row.get("n"))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void oddNamesAreQuotedAndFormulasDefused() {
    FakeAudits.Node formula = leaf(norms, "=HYPERLINK(\"http://x\")", "conv_in", 50);
    formula.records(metric(formula, "@mine", 1, 2));
    FakeAudits.Node lines = leaf(norms, "two\nlines, \"quoted\" \u00e9", "conv_in", 50);
    lines.records(metric(lines, "norm.max_z", 1, 2));

    List<CSVRecord> rows = new Run().of(audits, folder).metrics();

    assertThat(rows)
        .extracting(row -> row.get("checkpoint"), row -> row.get("metric"))
        .containsExactly(
            tuple("'=HYPERLINK(\"http://x\")", "'@mine"),
            tuple("two\nlines, \"quoted\" \u00e9", "norm.max_z"));
  }

  @Test
  void anEntryThatCannotBeReadIsAWarning() {
    leaf(norms, "sd15", "conv_in", 50)
        .publishes(
            Map.of("plumbline.metric", "norm.max_z", "timestep", "fifty", "layer", "conv_in"))
        .publishes(Map.of("someone", "else's"));

    Run run = new Run();
    Written written = run.of(audits, folder);

    assertThat(written.metrics()).isEmpty();
    assertThat(run.console())
        .contains("1 leaf: 1 passed", "a report entry cannot be read and is left out", "fifty");
  }

  @Test
  void growsBesideItsPlaceAndHasItsNameWhenItIsComplete() throws IOException {
    Path file = folder.resolve("metrics.csv");
    Path part = folder.resolve("metrics.csv.part");
    Files.writeString(file, "of an earlier run");
    FakeAudits.Node first = leaf(norms, "sd15", "conv_in", 50);
    first.records(metric(first, "norm.max_z", 3, 4));
    FakeAudits.Node second = leaf(norms, "sd15", "conv_out", 50);
    second.does(
        () -> {
          assertThat(file).doesNotExist();
          assertThat(part).content().endsWith(",3.0,,,64,,4.0,passed,,\n");
        });

    Written written = new Run().of(audits, folder);

    assertThat(written.metrics()).hasSize(1);
    assertThat(written.leaves()).hasSize(2);
    assertThat(part).doesNotExist();
  }
}
