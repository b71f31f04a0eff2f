package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.PlantedFetcher;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Checkpoints that are named by a location, of a fetcher that is planted among the services. */
@Tag("heavy")
class FetchedCheckpointsTest {

  private static final String LEAF = "/up_blocks.1.upsamplers.0/50";

  @TempDir private Path folder;

  @BeforeEach
  void forget() {
    PlantedFetcher.asked().clear();
  }

  private Audits audits(String checkpoints) {
    return Audits.in(folder)
        .of(NormAudits.class)
        .with(AuditParameters.CHECKPOINT, checkpoints)
        .with(AuditParameters.CACHE_DIR, "cache");
  }

  @Test
  void aLocationIsFetchedBeforeAnythingIsOpened() {
    Outcomes outcomes = audits("mine=planted://" + Audits.TINY).run();

    assertThat(outcomes.statuses())
        .containsEntry("tokensHaveNorms/mine/mid_block.resnets.0/50", Status.SUCCESSFUL);
    assertThat(outcomes.notes())
        .anyMatch(
            note ->
                note.name().equals("location of mine")
                    && note.text().equals("planted://" + Audits.TINY + ", commit of the test"));
    assertThat(outcomes.console())
        .contains("[audit] mine: fetching planted://" + Audits.TINY + ", data: []");
    assertThat(PlantedFetcher.asked())
        .singleElement()
        .satisfies(
            settings -> {
              assertThat(settings.cache()).contains(folder.resolve("cache"));
              assertThat(settings.offline()).isFalse();
            });
  }

  @Test
  void inputsMayComeFromAFetchedCheckpoint() {
    Outcomes outcomes =
        audits("base=planted://" + Audits.TINY + ",tiny=" + Audits.TINY)
            .with(AuditParameters.INPUTS_FROM, "base")
            .run();

    assertThat(outcomes.statuses())
        .containsEntry("tokensHaveNorms/base/mid_block.resnets.0/50", Status.SUCCESSFUL)
        .containsEntry("activationsAreFinite/tiny" + LEAF, Status.SUCCESSFUL);
  }

  @Test
  void whatCannotBeFetchedCostsNoOtherCheckpoint() {
    Outcomes outcomes =
        audits("gone=planted://gone,nobodys=hf://org/name,tiny=" + Audits.TINY).run();

    assertThat(outcomes.thrown("activationsAreFinite/gone"))
        .hasMessage("gone: planted://gone is not there. Plant it.");
    assertThat(outcomes.thrown("activationsAreFinite/nobodys"))
        .hasMessageStartingWith("nobodys: nothing here fetches hf:// locations")
        .hasMessageContaining("add it to the class path");
    assertThat(outcomes.statuses())
        .containsEntry("activationsAreFinite/tiny" + LEAF, Status.SUCCESSFUL);
  }

  @Test
  void aRunThatIsRefusedFetchesNothing() {
    Outcomes outcomes =
        audits("mine=planted://" + Audits.TINY).with(AuditParameters.OFFLINE, "perhaps").run();

    assertThat(outcomes.engineFailure()).isPresent();
    assertThat(PlantedFetcher.asked()).isEmpty();
  }

  @Test
  void locationsHaveNamesOfTheirOwn() {
    assertThat(name("hf://org/name")).isEqualTo("name");
    assertThat(name("hf://org/name@v1/a/unet/")).isEqualTo("name");
    assertThat(name("https://host/a/tuned.onnx#sha256=0a=")).isEqualTo("tuned");
    assertThat(name("https://host/a/tuned/model.onnx")).isEqualTo("tuned");
    assertThat(name("https://host/a/tuned.tar.gz")).isEqualTo("tuned");
    assertThat(name("s3://bucket/a/tuned/")).isEqualTo("tuned");
    assertThat(name("mine=s3://bucket/a=b")).isEqualTo("mine");
    assertThat(CheckpointSpec.parse("a/b:/c", Path::of).remote()).isEqualTo(Optional.empty());
  }

  private static String name(String text) {
    CheckpointSpec spec =
        CheckpointSpec.parse(
            text,
            path -> {
              throw new AssertionError(path);
            });
    assertThat(spec.remote()).isPresent();
    return spec.name();
  }
}
