package dev.plumbline.reports.pages;

import static dev.plumbline.reports.FakeAudits.accepted;
import static dev.plumbline.reports.FakeAudits.against;
import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static dev.plumbline.reports.FakeAudits.undecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionPageTest {

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms =
      audits.audit("org.example.NormAudits", "norms", "No token stands out");

  @TempDir Path folder;

  private String page(Map<String, String> parameters) throws IOException {
    audits.run(new Run().listener(), parameters);
    return Files.readString(folder.resolve("decision.html"));
  }

  @Test
  void theVerdictComesFirstThenWhatIsFarthestOutside() throws IOException {
    for (int i = 0; i < 30; i++) {
      FakeAudits.Node leaf = leaf(norms, "sd15", "up_blocks." + i + ".resnets.0", 50);
      leaf.records(metric(leaf, "norm.max_z", 2 + i, 1)).fails(new AssertionError("too high"));
    }

    String page = page(Run.parameters(folder));

    assertThat(page)
        .contains("<strong>Failed</strong>: sd15", "30 leaves, 30 failed, in ")
        .containsSubsequence(
            "<b>30</b> of 30 checks", "norm.max_z at up_blocks[29].resnets[0], t=50, by 3.00e+03 %")
        .containsSubsequence("up_blocks[29].resnets[0]</td>", "up_blocks[28].resnets[0]</td>")
        .contains("and 5 more", "at most 1")
        .doesNotContain("up_blocks[4].resnets[0]</td>");
  }

  @Test
  void whatPassedNeedsNoTableOfFailures() throws IOException {
    FakeAudits.Node leaf = leaf(norms, "sd15", "conv_in", 50);
    leaf.records(metric(leaf, "norm.max_z", 0.5, 1));

    assertThat(page(Run.parameters(folder)))
        .contains("<strong>Passed</strong>: sd15", "What was checked")
        .doesNotContain("Outside the bounds", "Not decided", "Warnings", "verdict bad");
  }

  @Test
  void whatGotWorseThanTheBaselineIsSortedByMargins() throws IOException {
    FakeAudits.Node little = leaf(norms, "sd15", "conv_in", 50);
    little
        .records(against(little, "norm.max_z", 21, 20, 10)) // 1.1 margins, 5 % outside
        .fails(new AssertionError("too high"));
    FakeAudits.Node much = leaf(norms, "sd15", "conv_out", 50);
    much.records(against(much, "norm.max_z", 10.4, 10.1, 10)) // 4 margins, 3 % outside
        .fails(new AssertionError("too high"));
    FakeAudits.Node better = leaf(norms, "sd15", "mid_block.resnets.0", 50);
    better.records(against(better, "norm.max_z", 5, 10.1, 10));
    FakeAudits.Node perhaps = leaf(norms, "sd15", "mid_block.resnets.3", 50);
    perhaps.records(undecided(against(perhaps, "norm.max_z", 12, 11, 10))).aborts("chance");
    FakeAudits.Node known = leaf(norms, "sd15", "mid_block.resnets.1", 50);
    known.records(accepted(known, "norm.max_z", 3, 1, 3));
    FakeAudits.Node own = leaf(norms, "sd15", "mid_block.resnets.2", 50);
    own.records(metric(own, "norm.max_z", 9, 1)).fails(new AssertionError("too high"));
    audits.note(RunNote.Kind.RESULT, "baseline of sd15", "sd15.csv, paired <i>");

    String page = page(Run.parameters(folder));

    assertThat(page)
        .contains(
            "Against the baseline: <b>2</b> worse, <b>1</b> perhaps worse, <b>1</b> better, of 4"
                + " checks.")
        .contains("Farthest: norm.max_z at conv_out, t=50: +0.4000, 4.0 margins.")
        .contains("<b>1</b> violations are accepted.")
        .contains("baseline of sd15: sd15.csv, paired &lt;i&gt;")
        .containsSubsequence(
            "<h3>Worse</h3>",
            "<td>conv_out</td>",
            "+0.4000, 4",
            "0.0002",
            "<td>conv_in</td>",
            "Perhaps worse: 1",
            "<td>mid_block.resnets[3]</td>",
            "Better: 1",
            "<td>mid_block.resnets[0]</td>",
            "-5, 50.0 margins",
            "Outside the bounds",
            "<td>mid_block.resnets[2]</td>",
            "What was checked")
        .contains("<b>1</b> of 6 checks are outside their bounds");
    assertThat(Files.readString(folder.resolve("summary.md")))
        .contains(
            "Against the baseline: 2 worse, 1 perhaps worse, 1 better, of 4 checks. Accepted violations: 1.")
        .containsSubsequence(
            "**Worse than the baseline**",
            "conv&#95;out",
            "conv&#95;in",
            "**Farthest outside the bounds**",
            "Better than the baseline");
  }

  @Test
  void withoutABaselineNothingIsSaidOfOne() throws IOException {
    FakeAudits.Node leaf = leaf(norms, "sd15", "conv_in", 50);
    leaf.records(metric(leaf, "norm.max_z", 2, 1)).fails(new AssertionError("too high"));

    assertThat(page(Run.parameters(folder))).doesNotContainIgnoringCase("baseline", "accepted");
    assertThat(Files.readString(folder.resolve("summary.md")))
        .doesNotContainIgnoringCase("baseline", "accepted");
    assertThat(Files.readString(folder.resolve("summary.json"))).doesNotContain("\"baseline\"");
  }

  @Test
  void reasonsWarningsAndFailuresOfTheRunAreTold() throws IOException {
    leaf(norms, "sd15", "conv_in", 50).aborts("no bound row\nmatches");
    leaf(norms, "sd15", "conv_out", 50).aborts("no bound row\nmatches");
    audits.note(RunNote.Kind.WARNING, "device", "no <b>CUDA</b>");
    audits.note(RunNote.Kind.ENVIRONMENT, "seed", "42");
    audits.engineFails(new IllegalStateException("nothing was decided"));

    assertThat(page(Run.parameters(folder)))
        .contains("<strong>Broken, 2 undecided</strong>")
        .contains(
            "<tr><td>sd15</td><td>NormAudits.norms</td><td class=\"number\">2</td><td"
                + " class=\"number\">2</td></tr>")
        .contains("2 × aborted: no bound row")
        .contains("device: no &lt;b&gt;CUDA&lt;/b&gt;")
        .contains("<tr><th scope=\"row\">seed</th><td>42</td></tr>")
        .contains("nothing was decided");
  }

  @Test
  void theCommandRunsTheSameAgain() throws IOException {
    leaf(norms, "sd15", "conv_in", 50);

    String page =
        page(
            Map.of(
                AuditParameters.REPORT_DIR, folder.toString(),
                AuditParameters.BASE_DIR, "/models",
                AuditParameters.CHECKPOINT, "it's=models/a b",
                AuditParameters.SEED, "7"));

    assertThat(page)
        .contains(
            "<pre>mvn verify &#39;-Daudit.checkpoint=it&#39;\\&#39;&#39;s=models/a b&#39;"
                + " -Daudit.seed=7</pre>")
        .contains("<code>/models</code>");
  }

  @Test
  void theCommandHasNoSecretOfAUrl() throws IOException {
    leaf(norms, "sd15", "conv_in", 50);

    String page =
        page(
            Map.of(
                AuditParameters.REPORT_DIR,
                folder.toString(),
                AuditParameters.CHECKPOINT,
                "a=https://me:secret@host/x.onnx,b=https://host/y.onnx?signature=secret,c=hf://o/n@v"));

    assertThat(page).doesNotContain("secret").contains("https://host/y.onnx?", "hf://o/n@v");
  }

  @Test
  void aGreenRunShowsWhatIsNearestToItsBound() throws IOException {
    FakeAudits.Node far = leaf(norms, "sd15", "conv_in", 50);
    far.records(metric(far, "norm.max_z", 2, 10), metric(far, "finite.non_finite", 0, 0));
    FakeAudits.Node near = leaf(norms, "sd15", "conv_out", 50);
    near.records(metric(near, "norm.max_z", 9.9, 10));

    assertThat(page(Run.parameters(folder)))
        .contains("<strong>Passed</strong>: sd15</h1>")
        .containsSubsequence(
            "Nearest to their bounds",
            "<td>conv_out</td>",
            "1.00 % of the bound",
            "<td>conv_in</td>")
        .containsSubsequence("What was checked", "finite.non_finite is 0 everywhere: at 1 layer")
        .doesNotContain("What moved", "<td>finite.non_finite</td><td class=\"number\">0</td><td>");
  }

  @Test
  void whatIsOutsideLeavesNoRoomForWhatIsNear() throws IOException {
    FakeAudits.Node near = leaf(norms, "sd15", "conv_out", 50);
    near.records(metric(near, "norm.max_z", 9.9, 10));
    FakeAudits.Node outside = leaf(norms, "sd15", "conv_in", 50);
    outside.records(metric(outside, "norm.max_z", 12, 10)).fails(new AssertionError("too high"));

    assertThat(page(Run.parameters(folder))).doesNotContain("Nearest to their bounds");
  }

  @Test
  void theHeadlineSaysWhetherAnythingMoved() throws IOException {
    FakeAudits.Node same = leaf(norms, "sd15", "conv_in", 50);
    same.records(against(same, "norm.max_z", 10, 12, 10));

    assertThat(page(Run.parameters(folder)))
        .contains("<strong>Passed</strong> · identical: sd15</h1>")
        .contains("All 1 figures held against the baseline are the same to the last bit.")
        .contains("Nothing changed");

    FakeAudits.Node other = leaf(norms, "sd15", "conv_out", 50);
    other.records(against(other, "norm.max_z", Math.nextUp(10.0), 12, 10));

    assertThat(page(Run.parameters(folder)))
        .contains("<strong>Passed</strong> · moved: sd15</h1>")
        .contains("1 of 2 figures held against the baseline differ from it.")
        .containsSubsequence("The 1 layers that moved most", "<td>conv_out</td>")
        .doesNotContain("identical");
  }

  @Test
  void nothingIsIdenticalOfWhichAPartIsNotKnown() throws IOException {
    FakeAudits.Node same = leaf(norms, "sd15", "conv_in", 50);
    same.records(against(same, "norm.max_z", 10, 12, 10));
    leaf(norms, "sd15", "conv_out", 50).fails(new IllegalStateException("broken"));

    assertThat(page(Run.parameters(folder)))
        .contains("· identical where it could be compared: sd15</h1>");

    FakeAudits.Node lone = leaf(norms, "tuned", "conv_in", 50);
    lone.records(metric(lone, "norm.max_z", 1, 12));

    assertThat(page(Run.parameters(folder)))
        .contains("· identical (sd15) where it could be compared: sd15, tuned</h1>");
  }

  @Test
  void sketchesTellRoundingFromMoving() throws IOException {
    FakeAudits.Node rounded = leaf(norms, "sd15", "conv_in", 50);
    rounded.records(metric(rounded, "fidelity.relative_change", 0.004, 0.05));

    assertThat(page(Run.parameters(folder)))
        .contains("· the same but for rounding: sd15</h1>", "0.4 %");

    FakeAudits.Node lost = leaf(norms, "sd15", "conv_out", 50);
    lost.records(
        metric(lost, "fidelity.relative_change", 0, 0.05),
        metric(lost, "fidelity.lost_images", 2, 3));

    assertThat(page(Run.parameters(folder)))
        .contains("· moved: sd15</h1>")
        .containsSubsequence("<td>conv_out</td>", "2 images are lost", "<td>conv_in</td>");
  }
}
