package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** A graph whose shapes follow for a crop, and which runs on none. */
@Tag("heavy")
class NoCropTest {

  private static final String LEAF = "everythingIsRecorded/tiny/mid_block.resnets.0/500";

  private static final int SIZE = 32;

  @TempDir Path folder;

  private Audits audits() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.failBelow(model, SIZE);
    Path file = GraphEdits.write(model, folder.resolve("large-only.onnx"));
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .with("audit.checkpoint", "tiny=" + file)
        .with(
            "audit.latents",
            NpyWriter.normal(folder.resolve("large.npy"), 1, Audits.IMAGES, 4, SIZE, SIZE));
  }

  private static void losesItsControlAndNothingElse(Outcomes outcomes) {
    assertThat(outcomes.statuses()).containsEntry(LEAF, Status.SUCCESSFUL);
    assertThat(outcomes.record(LEAF, "norm.mean_norm").value()).isPresent();
    assertThat(outcomes.record(LEAF, "similarity.full.corner").value()).isPresent();
    assertThat(outcomes.record(LEAF, "similarity.relative.corner").verdict())
        .isEqualTo(MetricVerdict.NOT_APPLICABLE);
    assertThat(outcomes.notes())
        .extracting(RunNote::text)
        .filteredOn(text -> text.startsWith("the graph does not run on latents cropped to "))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("so there is no control (")
        .endsWith("re-export it with dynamic height and width");
  }

  @Test
  void losesItsControlOnly() {
    losesItsControlAndNothingElse(audits().run());
  }

  @Test
  void losesItInAWorkerProcessAndWithEarlyDecisionsToo() {
    losesItsControlAndNothingElse(audits().with("audit.executor", "process").run());
    losesItsControlAndNothingElse(audits().with("audit.early", "true").run());
  }

  @Test
  void losesItInADumpAndAtEveryTimestep() {
    Outcomes outcomes =
        audits().with("audit.dump", folder.resolve("dump")).with("audit.timesteps", "50,500").run();

    losesItsControlAndNothingElse(outcomes);
    assertThat(folder.resolve("dump")).isNotEmptyDirectory();
  }
}
