package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** A run that only encodes, and what its files are good for. */
class EncodeTest {

  private static final String AUDIT = "everythingIsRecorded/";

  @TempDir Path folder;

  private Audits fromImages(String checkpoints) {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .without("audit.latents")
        .without("audit.prompt")
        .with("audit.checkpoint", checkpoints)
        .with("audit.images", Pipelines.IMAGES)
        .with("audit.samples", 5);
  }

  private static Throwable failure(Outcomes outcomes, String checkpoint) {
    return outcomes.containers().get(AUDIT + checkpoint).getThrowable().orElseThrow();
  }

  @Test
  void aUnetAloneIsAuditedOnTheFilesAsThePipelineIsOnTheImages() throws IOException {
    Path pipeline = Pipelines.copy(folder.resolve("pipeline"));
    Pipelines.setLinearSchedule(pipeline);
    Map<String, List<MetricRecord>> expected = fromImages("it=" + pipeline).run().records();

    fromImages("it=" + pipeline).with("audit.encode", "encoded").run();
    Outcomes again =
        fromImages("it=" + Pipelines.unetAlone(folder.resolve("alone")))
            .with("audit.latents", "encoded/latents.safetensors")
            .with("audit.prompt", "encoded/prompt.safetensors")
            .run();

    assertThat(again.engineFailure()).isEmpty();
    assertThat(expected).hasSize(2);
    assertThat(expected.values()).allSatisfy(records -> assertThat(records).hasSizeGreaterThan(30));
    assertThat(again.records()).isEqualTo(expected);
    assertThat(again.notes()).noneMatch(note -> note.kind() == RunNote.Kind.WARNING);
  }

  @Test
  void theRunAuditsNothingAndSaysWhereTheFilesAre() {
    Path encoded = folder.resolve("encoded");

    Outcomes outcomes =
        fromImages("it=" + Pipelines.REFERENCE).with("audit.encode", "encoded").run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.records()).isEmpty();
    assertThat(outcomes.skipped()).hasSize(2);
    assertThat(outcomes.skipped().values()).containsOnly("encoded only: nothing is measured");
    assertThat(outcomes.containers())
        .allSatisfy((node, result) -> assertThat(result.getStatus()).isEqualTo(Status.SUCCESSFUL));
    assertThat(outcomes.console().lines())
        .contains(
            "[audit] encoded latents of 5 images, 4×32×32 each, for it: "
                + encoded.resolve("latents.safetensors"),
            "[audit] encoded embeddings of the empty prompt, [1, 77, 32], for it: "
                + encoded.resolve("prompt.safetensors"),
            "[audit] A U-Net is audited on them with -Daudit.latents="
                + encoded.resolve("latents.safetensors")
                + " -Daudit.prompt="
                + encoded.resolve("prompt.safetensors"),
            "[audit] This run only encoded: nothing was audited.");
    assertThat(encoded).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void encodingAgainChangesNothingAndOtherContentsAreNotOverwritten() throws IOException {
    fromImages("it=" + Pipelines.REFERENCE).with("audit.encode", "encoded").run();
    Path latents = folder.resolve("encoded/latents.safetensors");
    byte[] bytes = Files.readAllBytes(latents);
    Files.setLastModifiedTime(latents, FileTime.fromMillis(0));

    Outcomes again = fromImages("it=" + Pipelines.REFERENCE).with("audit.encode", "encoded").run();
    Outcomes other =
        fromImages("it=" + Pipelines.REFERENCE)
            .with("audit.encode", "encoded")
            .with("audit.samples", 3)
            .run();

    assertThat(again.containers().get(AUDIT + "it").getStatus()).isEqualTo(Status.SUCCESSFUL);
    assertThat(failure(other, "it"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "it: There is a file "
                + latents
                + " already, with other contents: remove it, or name another folder in"
                + " -Daudit.encode.");
    assertThat(latents).hasBinaryContent(bytes);
    assertThat(Files.getLastModifiedTime(latents)).isEqualTo(FileTime.fromMillis(0));
  }

  @Test
  void checkpointsShareTheFilesThatAreTheSameForThem() throws IOException {
    Path halved = Pipelines.copy(folder.resolve("halved"));
    Pipelines.halveLatents(halved);
    Path twin = Pipelines.copy(folder.resolve("twin"));

    Outcomes outcomes =
        fromImages("a=" + Pipelines.REFERENCE + ",b/1=" + halved + ",c=" + twin)
            .with("audit.encode", "encoded")
            .run();

    assertThat(folder.resolve("encoded"))
        .isDirectoryContaining("glob:**/latents-a.safetensors")
        .isDirectoryContaining("glob:**/latents-b_1.safetensors")
        .isDirectoryContaining("glob:**/prompt.safetensors");
    assertThat(folder.resolve("encoded").toFile().list()).hasSize(3);
    assertThat(outcomes.console())
        .contains("for a, c: " + folder.resolve("encoded/latents-a.safetensors"))
        .contains("for a, b/1, c: " + folder.resolve("encoded/prompt.safetensors"))
        .contains("WARNING b/1: It is run on other inputs than a: latents (")
        .doesNotContain("WARNING c:");
  }

  @Test
  void whatCannotBeEncodedFailsAndTheOthersFilesAreWritten() throws IOException {
    Path alone = Pipelines.unetAlone(folder.resolve("alone"));

    Outcomes outcomes =
        fromImages("alone=" + alone + ",it=" + Pipelines.REFERENCE)
            .with("audit.encode", "encoded")
            .run();

    assertThat(failure(outcomes, "alone"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("alone: This checkpoint has no text encoder");
    assertThat(outcomes.containers().get(AUDIT + "it").getStatus()).isEqualTo(Status.SUCCESSFUL);
    assertThat(folder.resolve("encoded/latents.safetensors")).exists();
  }

  @Test
  void aDryRunWritesNothing() {
    Outcomes outcomes =
        fromImages("it=" + Pipelines.REFERENCE)
            .with("audit.encode", "encoded")
            .with("audit.dry-run", "true")
            .run();

    assertThat(outcomes.skipped().values()).containsOnly("dry run: nothing is measured");
    assertThat(outcomes.console())
        .contains("[audit] Inputs would be encoded to " + folder.resolve("encoded"));
    assertThat(folder.resolve("encoded")).doesNotExist();
  }
}
