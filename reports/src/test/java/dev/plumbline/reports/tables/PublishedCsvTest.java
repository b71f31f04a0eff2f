package dev.plumbline.reports.tables;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.Written;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedCsvTest {

  private static final PublishedProfile SD15 = PublishedProfile.list("sd15").get(0);

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node audit =
      audits.audit("org.example.ProfileAudits", "profile", "Figures are as published");
  private final Run run = new Run();

  @TempDir Path folder;

  /**
   * States a metric at all layers that it was published of, as a multiple of what was published.
   */
  private void states(String metric, double factor, int timestep) {
    SD15.layers(metric)
        .forEach(
            (layer, figure) -> {
              FakeAudits.Node leaf = leaf(audit, "=mine", layer.path(), timestep);
              leaf.records(metric(leaf, metric, factor * figure.value(), 100));
            });
  }

  private Written beside(String profiles) {
    Map<String, String> parameters = new HashMap<>(Run.parameters(folder));
    parameters.put(AuditParameters.PUBLISHED, profiles);
    audits.run(run.listener(), parameters);
    return new Written(folder);
  }

  @Test
  void putsEveryLayerBesideThePublishedFigure() {
    states("similarity.control.corner", 1, 50);

    List<CSVRecord> rows = beside("sd15").published();

    assertThat(rows).hasSize(45);
    assertThat(rows.get(0).toMap())
        .containsEntry("checkpoint", "'=mine")
        .containsEntry("profile", "published/sd15")
        .containsEntry("metric", "similarity.control.corner")
        .containsEntry("layer", "conv_in")
        .containsEntry("difference", "0.0")
        .containsEntry("band", "0.1");
    assertThat(run.console())
        .contains(
            "=mine beside published/sd15, similarity.control.corner: rank correlation 1.00 over 45"
                + " layers, 45 within ±0.1");
  }

  @Test
  void aProfileOfTheOppositeOrderIsSaidToBeSo() {
    states("similarity.control.corner", -1, 50);

    beside("sd15");

    assertThat(run.console()).contains("rank correlation -1.00 over 45 layers, 0 within ±0.1");
  }

  @Test
  void ofNormsOnlyTheOrderIsCompared() {
    states("norm.max_relative_norm", 3, 50);

    List<CSVRecord> rows = beside("sd15").published();

    assertThat(rows.get(0).get("band")).isEmpty();
    assertThat(rows.get(0).get("protocol")).contains("hand-labelled 2x2 patches");
    assertThat(run.console())
        .contains("norm.max_relative_norm: rank correlation 1.00 over 45 layers\n");
  }

  @Test
  void probesOfOtherProtocolsAreNotCompared() {
    states("probe.softmax.accuracy_8", 1, 50);

    assertThat(beside("sd15").published()).isEmpty();

    assertThat(run.console()).contains("run with -Daudit.probe=softmax -Daudit.noise=shared");
  }

  @Test
  void probesOfThePapersProtocolAre() {
    audits.note(RunNote.Kind.ENVIRONMENT, "probe", "softmax");
    audits.note(RunNote.Kind.ENVIRONMENT, "noise", "shared");
    states("probe.softmax.accuracy_8", 1, 50);

    assertThat(beside("sd15,sd21").published()).hasSize(90);

    assertThat(run.console())
        .contains("published/sd15, probe.softmax.accuracy_8: rank correlation 1.00")
        .contains("published/sd21, probe.softmax.accuracy_8: rank correlation 0.9")
        .doesNotContain("are not compared");
  }

  @Test
  void otherTimestepsAreNotCompared() {
    states("similarity.control.corner", 1, 200);

    beside("sd15");

    assertThat(folder.resolve("published.csv")).doesNotExist();
    assertThat(run.console()).contains("figures were published for t=50, which was not measured");
  }

  @Test
  void nothingIsComparedUnlessAskedFor() {
    states("similarity.control.corner", 1, 50);

    run.of(audits, folder);

    assertThat(folder.resolve("published.csv")).doesNotExist();
    assertThat(run.console()).doesNotContain("published");
  }
}
