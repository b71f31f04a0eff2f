package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

@Tag("heavy")
class SeveralDevicesTest {

  @TempDir Path folder;

  private Audits audits(String device) {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .with(
            "audit.checkpoint",
            "one=" + Audits.TINY + ",none=" + folder.resolve("none.onnx") + ",two=" + Audits.TINY)
        .with("audit.timesteps", "50,200,500")
        .with("audit.device", device);
  }

  @Test
  void figuresAreThoseOfOneDeviceToTheLastBit() {
    Outcomes one = audits("cpu").run();
    Outcomes three = audits("cpu*3").run();

    assertThat(one.records()).isNotEmpty();
    assertThat(three.records()).isEqualTo(one.records());
    assertThat(three.statuses()).isEqualTo(one.statuses());
    for (String checkpoint : new String[] {"one", "two"}) {
      for (int timestep : new int[] {50, 200, 500}) {
        assertThat(three.console())
            .containsOnlyOnce("measuring " + checkpoint + " at t=" + timestep + ": 2 images in");
      }
    }
    assertThat(three.notes())
        .contains(new RunNote(RunNote.Kind.ENVIRONMENT, "device", "cpu*3"))
        .contains(new RunNote(RunNote.Kind.ENVIRONMENT, "threads", "1"))
        .anyMatch(note -> note.name().equals("processor") && !note.text().isBlank());
  }

  @Test
  void whatFailsForOneCheckpointLeavesTheOthers() {
    Outcomes outcomes =
        audits("cpu*2")
            .with(
                "audit.checkpoint",
                "sdxl=" + Pipelines.REFERENCE.resolve("unet") + ",two=" + Audits.TINY)
            .run();

    assertThat(outcomes.records().keySet()).isNotEmpty().allMatch(leaf -> leaf.contains("/two/"));
    assertThat(outcomes.containers().get("everythingIsRecorded/sdxl").getThrowable().orElseThrow())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("sdxl: The prompt embeddings in ");
  }

  @Test
  void aDumpIsWrittenByOneDevice() {
    Outcomes outcomes = audits("cpu*2").with("audit.dump", "raw").run();

    assertThat(outcomes.notes())
        .contains(
            new RunNote(
                RunNote.Kind.WARNING,
                "audit.device",
                "audit.dump writes timesteps one after another: of cpu*2 only cpu is used"))
        .contains(new RunNote(RunNote.Kind.ENVIRONMENT, "device", "cpu"));
    assertThat(folder.resolve("raw/two")).isNotEmptyDirectory();
  }

  @Test
  void memoryIsThatOfAllSessionsTogether() {
    Outcomes one = audits("cpu").with("audit.memory", "900MB").run();
    Outcomes two = audits("cpu*2").with("audit.memory", "900MB").run();

    assertThat(one.statuses().values()).contains(Status.SUCCESSFUL);
    assertThat(two.leaves().values())
        .filteredOn(result -> result.getThrowable().isPresent())
        .allSatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageMatching(
                        "(?s).*there are 0.5 GB for each of 2 sessions \\(audit.device\\).*"
                            + "-Daudit.memory=1.\\dGB|.*none.onnx.*"));
    assertThat(two.records()).isEmpty();
  }

  @Test
  void aDryRunSaysWhatSeveralTake() {
    assertThat(audits("cpu*2").with("audit.dry-run", true).run().console())
        .contains("on cpu*2: 2 sessions at once, each of which takes that memory");
  }
}
