package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.ProbeAudits;
import dev.plumbline.engine.fixtures.Spied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Rows of a user's bounds file that ask nothing, or nothing of this run. */
@Tag("heavy")
class IdleRowsTest {

  private static final String HEADER = "audit,metric,layer,timestep,at_least,at_most,note\n";
  private static final String NORM = "NormAudits.tokensHaveNorms,norm.mean_norm,**,*,,1e9,\n";
  private static final String TOKENS =
      "[engine:model-audit]/[class:dev.plumbline.engine.fixtures.NormAudits]/[audit:tokensHaveNorms]";
  private static final String LEAF = "tokensHaveNorms/tiny/mid_block.resnets.0/50";

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    Spied.LAYERS.clear();
  }

  private Audits audits(String text) throws IOException {
    return Audits.in(folder)
        .of(NormAudits.class)
        .with("audit.bounds", Files.writeString(folder.resolve("b.csv"), text));
  }

  @Test
  void aBlankRowAsASpreadsheetLeavesItChangesNothing() throws IOException {
    Outcomes outcomes = audits(HEADER + ",,,,,,\n").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.record(LEAF, "norm.mean_norm").verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(outcomes.record(LEAF, "norm.mean_norm").atLeast())
        .as("the audit's own bound still holds")
        .hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "normaudits.* | ** | * | there is no audit 'normaudits.*'; did you mean NormAudits.*?",
        "dev.plumbline.engine.fixtures.NormAudits.* | ** | * | did you mean NormAudits.*?",
        "NormAudits | ** | * | there is no audit 'NormAudits'; did you mean NormAudits.*? An audit"
            + " is written Class.method, without the package",
        "NormAudits.tokenHaveNorms | ** | * | did you mean NormAudits.tokensHaveNorms?",
        "* | mid_blok.** | * | no checkpoint of this run has a layer 'mid_blok.**'; did you mean"
            + " mid_block.**?",
        "* | up_blocks[1].resnet[0] | * | did you mean up_blocks.1.resnets.0?",
        "* | ** | 1000 | timestep 1000 is in no schedule of this run; did you mean 999?",
        "* | ** | 1000-1999 | timestep 1000-1999 is in no schedule of this run",
      })
  void aRowThatCanMatchNothingIsRefusedBeforeAnythingIsMeasured(
      String audit, String layer, String timestep, String message) throws IOException {
    Outcomes outcomes =
        audits(HEADER + NORM + String.join(",", audit, "*", layer, timestep, "", "1", "\n")).run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(Spied.LAYERS).isEmpty();
    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageContaining("b.csv:3: ")
        .hasMessageContaining(message);
  }

  @Test
  void eachRowThatAsksNothingIsNamedOnce() throws IOException {
    Outcomes outcomes =
        audits(HEADER + "NormAudit.*,*,mid_blok.**,*,,1,\n*,*,*,*,,,forgotten\n" + NORM).run();

    assertThat(outcomes.engineFailure().orElseThrow().getMessage().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("b.csv:2: there is no audit 'NormAudit.*'"))
        .anyMatch(line -> line.startsWith("b.csv:2: no checkpoint of this run has a layer"))
        .anyMatch(line -> line.contains("b.csv:3: has no limit"));
  }

  @Test
  void aMetricThatNoAuditHasMakesTheRunRedAndNamesTheNearest() throws IOException {
    Outcomes outcomes =
        audits(HEADER + NORM + "NormAudits.tokensHaveNorms,norm.mean_norms,**,*,,1,\n").run();

    assertThat(outcomes.statuses()).containsEntry(LEAF, Status.SUCCESSFUL);
    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessage(
            "b.csv:3: no audit that it is about has a metric 'norm.mean_norms'; did you mean"
                + " norm.mean_norm?");
  }

  @Test
  void aMetricThatIsOnlyRecordedIsNeverHeldAndThatIsSaid() throws IOException {
    Outcomes outcomes =
        audits(HEADER + NORM + "NormAudits.tokensHaveNorms,norm.max_r*,**,*,,1,\n").run();

    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessage(
            "b.csv:3: norm.max_relative_norm is recorded and not checked, and a bound is held for it"
                + " only if the row names it in full; what is checked there: norm.mean_norm");
  }

  @Test
  void aMetricThatIsOnlyRecordedIsHeldByARowThatNamesIt() throws IOException {
    Outcomes outcomes =
        audits(HEADER + NORM + "NormAudits.tokensHaveNorms,norm.max_z,**,*,,0.1,\n").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses()).containsEntry(LEAF, Status.FAILED);
    assertThat(outcomes.thrown(LEAF)).hasMessageContaining("norm.max_z is ");
  }

  @Test
  void whatThisRunIsNarrowedToIsCountedAndNoError() throws IOException {
    String others =
        """
        ProbeAudits.*,probe.lda.accuracy_8,**,*,,1,another class
        NormAudits.*,norm.mean_norm,up_blocks.**,*,,1,another layer
        NormAudits.*,norm.mean_norm,**,51,,1,another timestep
        NormAudits.activationsAreFinite,finite.non_finite,**,*,,0,another audit
        """;

    Outcomes outcomes =
        audits(HEADER + NORM + others)
            .only(selectUniqueId(TOKENS))
            .with("audit.layers", "mid_block.resnets.0")
            .with("audit.timesteps", 50)
            .run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses()).containsExactly(passed());
    assertThat(outcomes.notes())
        .filteredOn(note -> note.kind() == RunNote.Kind.RESULT)
        .containsExactly(
            new RunNote(
                RunNote.Kind.RESULT,
                "bounds",
                "4 rows of b.csv are of nothing that this run judged, being narrowed to some"
                    + " audits, layers, timesteps or parameters"));
  }

  private static Map.Entry<String, Status> passed() {
    return Map.entry(LEAF, Status.SUCCESSFUL);
  }

  @Test
  void aMetricOfOtherParametersIsNotMisspelt() throws IOException {
    String rows =
        """
        ProbeAudits.*,probe.lda.accuracy_8,**,*,,1,
        ProbeAudits.*,probe.softmax.accuracy_8,**,*,,1,
        ProbeAudits.*,probe.lda.selectivity_8,**,*,-1,,
        """;

    Outcomes outcomes =
        audits(HEADER + rows)
            .only(selectClass(ProbeAudits.class))
            .with("audit.latents", NpyWriter.normal(folder.resolve("more.npy"), 3, 12, 4, 16, 16))
            .run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.notes())
        .anyMatch(note -> note.text().startsWith("2 rows of b.csv are of nothing"));
  }

  @Test
  void aRowOfABrokenCheckpointsLayerIsNotCalledWrong() throws IOException {
    Outcomes outcomes =
        audits(HEADER + NORM + "*,norm.mean_norm,blocks.7,*,,1,\n")
            .with("audit.checkpoint", "tiny=" + Audits.TINY + ",gone=missing.onnx")
            .run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses()).containsEntry(LEAF, Status.SUCCESSFUL);
  }

  @Test
  void aBoundThatOnlyWarnsIsToldAndFailsNothing() throws IOException {
    String text =
        """
        audit,metric,layer,timestep,at_least,at_most,severity,note
        NormAudits.tokensHaveNorms,norm.mean_norm,mid_block.resnets.0,50,,0.001,warn,soon
        """;

    Outcomes outcomes = audits(text).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(outcomes.record(LEAF, "norm.mean_norm").verdict()).isEqualTo(MetricVerdict.WARNED);
    assertThat(warnings(outcomes))
        .singleElement()
        .asString()
        .startsWith("tiny, mid_block.resnets[0], t=50: norm.mean_norm is ")
        .contains("expected at most 0.001", "bound: b.csv:2 (soon)");
  }

  private static List<String> warnings(Outcomes outcomes) {
    return outcomes.notes().stream()
        .filter(note -> note.name().equals("bound that only warns"))
        .map(RunNote::text)
        .toList();
  }

  @Test
  void aMisspeltRowIsToldByADryRunToo() throws IOException {
    Outcomes outcomes =
        audits(HEADER + "NormAudit.*,*,**,*,,1,\n").with("audit.dry-run", true).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.console()).contains("b.csv:2: there is no audit 'NormAudit.*'");
  }
}
