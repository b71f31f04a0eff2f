package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.HeldAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Violations that are accepted: recorded, no worse, worse, gone. */
@Tag("heavy")
class FrozenTest {

  private static final String FREE = "*,*,*,*,,unbounded,\n*,norm.max_relative_norm,*,*,,1000000,";
  private static final String LEAF = "normsStay/tiny/mid_block.resnets.1/50";

  @TempDir Path folder;

  private Audits audits(String... rows) throws IOException {
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            "audit,metric,layer,timestep,at_least,at_most,note\n"
                + FREE
                + "\n"
                + String.join("\n", rows));
    return Audits.in(folder)
        .of(HeldAudits.class)
        .with("audit.timesteps", 50)
        .with("audit.bounds", bounds)
        .with("audit.frozen", "frozen.csv");
  }

  private Path store() {
    return folder.resolve("frozen.csv");
  }

  private static List<String> results(Outcomes outcomes) {
    return outcomes.notes().stream()
        .filter(note -> note.kind() == RunNote.Kind.RESULT)
        .map(note -> note.name() + ": " + note.text())
        .toList();
  }

  private static double norm(Outcomes outcomes) {
    return outcomes.record(LEAF, "held.norm").value().orElseThrow();
  }

  @Test
  void whatIsThereTodayIsRecordedAndThenAccepted() throws IOException {
    String tooHigh = "*,held.norm,mid_block.resnets.1,*,,0.1,";

    Outcomes recorded = audits(tooHigh).with("audit.frozen.mode", "record").run();
    byte[] file = Files.readAllBytes(store());
    Outcomes checked = audits(tooHigh).run();

    List<String> lines = Files.readAllLines(store());
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .isEqualTo("checkpoint,audit,metric,layer,timestep,side,value,tolerance");
    assertThat(lines.get(1))
        .startsWith(
            "tiny,HeldAudits.normsStay,held.norm,mid_block.resnets.1,50,above,"
                + norm(recorded)
                + ",");
    assertThat(results(recorded))
        .containsExactly("frozen violations: 1 violation is accepted from now on, in " + store());
    for (Outcomes outcomes : List.of(recorded, checked)) {
      assertThat(outcomes.engineFailure()).isEmpty();
      assertThat(outcomes.statuses().values()).hasSize(3).containsOnly(Status.SUCCESSFUL);
      assertThat(outcomes.record(LEAF, "held.norm").verdict()).isEqualTo(MetricVerdict.FROZEN);
      assertThat(outcomes.record(LEAF, "held.norm").atMost()).hasValue(0.1);
    }
    assertThat(recorded.record(LEAF, "held.norm").frozen()).as("not before").isEmpty();
    assertThat(checked.record(LEAF, "held.norm").frozen()).hasValue(norm(recorded));
    assertThat(results(checked))
        .containsExactly("frozen violations: 1 violation is accepted as in frozen.csv");
    assertThat(store()).as("a check only reads").hasBinaryContent(file);
  }

  @Test
  void whatIsNewFails() throws IOException {
    audits("*,held.norm,mid_block.resnets.1,*,,0.1,").with("audit.frozen.mode", "record").run();

    Outcomes outcomes = audits("*,held.norm,*,*,,0.1,").run();

    assertThat(outcomes.statuses())
        .containsEntry(LEAF, Status.SUCCESSFUL)
        .containsEntry("normsStay/tiny/mid_block.resnets.0/50", Status.FAILED)
        .containsEntry("normsStay/tiny/mid_block.attentions.0/50", Status.FAILED);
    assertThat(outcomes.thrown("normsStay/tiny/mid_block.resnets.0/50"))
        .hasMessageContaining("held.norm is ")
        .hasMessageNotContaining("frozen");
  }

  @Test
  void whatIsWorseThanAcceptedFailsAndSaysSo() throws IOException {
    String row = "*,held.norm,mid_block.resnets.1,*,,0.1,";
    double norm = norm(audits(row).with("audit.frozen.mode", "record").run());
    Files.writeString(
        store(),
        "checkpoint,audit,metric,layer,timestep,side,value,tolerance\n"
            + "tiny,HeldAudits.normsStay,held.norm,mid_block.resnets[1],50,above,"
            + (norm - 0.5)
            + ",0.25\n");

    Outcomes worse = audits(row).run();
    Files.writeString(store(), Files.readString(store()).replace(",0.25\n", ",0.75\n"));
    Outcomes borne = audits(row).run();

    assertThat(worse.thrown(LEAF))
        .hasMessageContaining("expected at most 0.100000")
        .hasMessageStartingWith("tiny, mid_block.resnets[1], t=50: held.norm is ")
        .hasMessageContaining("\n    worse than what frozen.csv accepts: ")
        .hasMessageContaining("with a tolerance of 0.250000");
    assertThat(worse.record(LEAF, "held.norm").verdict()).isEqualTo(MetricVerdict.FAILED);
    assertThat(borne.statuses()).containsEntry(LEAF, Status.SUCCESSFUL);
  }

  @Test
  void theStoreShrinksOnlyWhenRecordedAndOnlyByWhatWasDecided() throws IOException {
    audits("*,held.norm,*,*,,0.1,").with("audit.frozen.mode", "record").run();
    assertThat(store()).content().hasLineCount(4);
    String mended = "*,held.norm,*,*,,1000000,";

    Outcomes checked = audits(mended).with("audit.layers", "mid_block.resnets.1").run();
    assertThat(store()).content().hasLineCount(4);
    Outcomes recorded =
        audits(mended)
            .with("audit.layers", "mid_block.resnets.1")
            .with("audit.frozen.mode", "record")
            .run();

    assertThat(results(checked))
        .containsExactly(
            "frozen violations: 0 violations are accepted as in frozen.csv; 1 of those in it are"
                + " gone, to let go of them record with -Daudit.frozen.mode=record");
    assertThat(results(recorded))
        .containsExactly(
            "frozen violations: 0 violations are accepted from now on, in "
                + store()
                + "; 1 of those before are gone");
    assertThat(Files.readAllLines(store()))
        .hasSize(3)
        .noneMatch(line -> line.contains("mid_block.resnets.1"));
  }

  @Test
  void aValueThatIsTooLowIsAcceptedOnItsOwnSide() throws IOException {
    String tooLow = "*,held.norm,mid_block.resnets.1,*,1000,,";
    audits(tooLow).with("audit.frozen.mode", "record").run();

    Outcomes low = audits(tooLow).run();
    Outcomes high = audits("*,held.norm,mid_block.resnets.1,*,,0.1,").run();

    assertThat(store()).content().contains(",below,");
    assertThat(low.statuses()).containsEntry(LEAF, Status.SUCCESSFUL);
    assertThat(high.statuses()).containsEntry(LEAF, Status.FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiny,A.b,m,l,50,beside,1,0 | frozen.csv:2: side is 'beside', expected above or below",
        "tiny,A.b,m,l,50,above,much,0 | frozen.csv:2: value is 'much', expected a number",
        "tiny,A.b,m,l,50,above,1,-1 | frozen.csv:2: tolerance is -1.0, expected 0 or more",
      })
  void aRowThatCannotBeReadIsNamed(String row, String message) throws IOException {
    Files.writeString(
        store(), "checkpoint,audit,metric,layer,timestep,side,value,tolerance\n" + row + "\n");

    Outcomes outcomes = audits("*,held.norm,*,*,,0.1,").run();

    assertThat(outcomes.engineFailure()).get().asString().contains(message);
    assertThat(outcomes.leaves()).as("nothing is measured for it").isEmpty();
  }

  @Test
  void aStoreThatIsNotThereIsAskedFor() throws IOException {
    assertThat(audits().run().engineFailure())
        .get()
        .asString()
        .contains("frozen.csv cannot be read", "record them with -Daudit.frozen.mode=record.");
  }

  @Test
  void recordingDoesNotReplaceWhatCannotBeRead() throws IOException {
    Files.writeString(store(), "not,a,store\n");

    Outcomes outcomes = audits().with("audit.frozen.mode", "record").run();

    assertThat(outcomes.engineFailure()).get().asString().contains("lacks the columns checkpoint");
    assertThat(store()).hasContent("not,a,store\n");
  }
}
