package dev.plumbline.reports.summaries;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleSummaryTest {

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms =
      audits.audit("org.example.NormAudits", "anomalies", "No token's norm stands out");

  @TempDir Path folder;

  @Test
  void theWorstFailuresComeFirstAndTheRestIsCounted() {
    double[] values = {1.5, 9, 3, 2, 4, 5, 8};
    for (int i = 0; i < values.length; i++) {
      FakeAudits.Node leaf = leaf(norms, "sd15", "up_blocks." + i + ".resnets.0", 50);
      leaf.records(metric(leaf, "norm.max_z", values[i], 1))
          .fails(new AssertionError("norm.max_z is " + values[i] + "\nand more about it"));
    }

    String console = console();

    assertThat(console)
        .containsSubsequence(
            "is 9.0 (outside by 800 %)",
            "is 8.0 (outside by 700 %)",
            "is 5.0 (outside by 400 %)",
            "is 4.0 (outside by 300 %)",
            "is 3.0 (outside by 200 %)",
            "and 2 more")
        .contains("anomalies[sd15, up_blocks[1].resnets[0], t=50]")
        .doesNotContain("is 2.0", "is 1.5", "and more about it");
  }

  @Test
  void aBoundOfZeroMeasuresByTheDistanceItself() {
    FakeAudits.Node zero = leaf(norms, "sd15", "conv_in", 50);
    zero.records(metric(zero, "finite.non_finite", 12, 0)).fails(new AssertionError("twelve"));
    FakeAudits.Node one = leaf(norms, "sd15", "conv_out", 50);
    one.records(metric(one, "norm.max_z", 5, 1)).fails(new AssertionError("five"));

    assertThat(console()).containsSubsequence("twelve (outside by", "five (outside by");
  }

  @Test
  void aFailureWithoutAMetricIsListedLast() {
    leaf(norms, "sd15", "conv_in", 50).fails(new AssertionError("just wrong"));
    FakeAudits.Node one = leaf(norms, "sd15", "conv_out", 50);
    one.records(metric(one, "norm.max_z", 5, 1)).fails(new AssertionError("five"));

    assertThat(console()).containsSubsequence("five (outside by 400 %)", "just wrong");
  }

  @Test
  void everyAuditHasALineWithItsCounts() {
    leaf(norms, "sd15", "conv_in", 50);
    FakeAudits.Node corners = audits.audit("org.example.CornerAudits", "corners", "x");
    leaf(corners, "sd15", "conv_in", 50);
    leaf(corners, "sd15", "conv_out", 50).fails(new AssertionError("no"));

    assertThat(console())
        .contains("2 audits, 3 leaves: 2 passed, 1 failed, 0 broken, 0 aborted, 0 skipped")
        .containsPattern("CornerAudits.corners +1 passed +1 failed\\R")
        .containsPattern("NormAudits.anomalies +1 passed\\R");
  }

  @Test
  void leavesThatShareAReasonShareAnEntry() {
    for (int i = 0; i < 4; i++) {
      leaf(norms, "sd15", "up_blocks." + i + ".resnets.0", 50).aborts("no bound row matches");
    }

    assertThat(console())
        .contains("NOTHING WAS CONCLUDED", "aborted: no bound row matches")
        .contains("anomalies[sd15, up_blocks[0].resnets[0], t=50] and 3 more")
        .containsOnlyOnce("no bound row matches");
  }

  @Test
  void undecidedLeavesAreInTheHeadlineByCheckpointAndAudit() {
    leaf(norms, "sd15", "conv_in", 50);
    leaf(norms, "sd15", "conv_out", 50).aborts("no bound row matches");
    leaf(norms, "tuned", "conv_in", 50).aborts("no bound row matches");
    leaf(norms, "tuned", "conv_out", 50).aborts("no bound row matches");

    assertThat(console())
        .contains("Plumbline model audits: passed, 3 undecided")
        .contains(
            """
              Undecided:
                - sd15, NormAudits.anomalies: 1 of 2 leaves
                - tuned, NormAudits.anomalies: 2 of 2 leaves
            """);
  }

  @Test
  void whatFailedIsSaidBeforeWhatIsUndecided() {
    leaf(norms, "sd15", "conv_in", 50).fails(new AssertionError("no"));
    leaf(norms, "sd15", "conv_out", 50).aborts("no bound row matches");

    assertThat(console()).contains("Plumbline model audits: FAILED, 1 undecided");
  }

  @Test
  void warningsAreToldOnce() {
    leaf(norms, "sd15", "conv_in", 50);
    audits.note(RunNote.Kind.WARNING, "images", "one.jpg\nis left out");
    audits.note(RunNote.Kind.WARNING, "images", "one.jpg\nis left out");
    audits.note(RunNote.Kind.ENVIRONMENT, "device", "cpu");

    assertThat(console()).containsOnlyOnce("images: one.jpg is left out").doesNotContain("device");
  }

  @Test
  void whatBecameOfTheRunAsAWholeIsTold() {
    leaf(norms, "sd15", "conv_in", 50);
    audits.note(RunNote.Kind.RESULT, "baseline of sd15", "sd15.csv, paired");
    audits.note(RunNote.Kind.RESULT, "baseline of sd15", "3 leaves are better than sd15.csv");

    assertThat(console())
        .contains(
            """
              The run as a whole:
                - baseline of sd15: sd15.csv, paired
                - baseline of sd15: 3 leaves are better than sd15.csv
            """)
        .doesNotContain("Warnings");
  }

  @Test
  void saysWhereTheReportsAre() {
    leaf(norms, "sd15", "conv_in", 50);

    assertThat(console())
        .contains("Plumbline model audits: passed")
        .contains("Report:  " + folder.resolve("index.html").toUri())
        .contains("Metrics: " + folder.resolve("metrics.csv"));
  }

  @Test
  void isPlainText() {
    leaf(norms, "sd15", "conv_in", 50).fails(new AssertionError("\u001b[31mred\u001b[0m\u0007"));

    String console = console();

    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(console)).isTrue();
    assertThat(console).doesNotContainPattern("[\\p{Cntrl}&&[^\\r\\n]]");
  }

  private String console() {
    Run run = new Run();
    run.of(audits, folder);
    return run.console();
  }
}
