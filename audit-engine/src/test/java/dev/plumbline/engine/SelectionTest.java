package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.Spied;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TagFilter;

/** What is chosen runs, and what is not chosen is not even measured. */
class SelectionTest {

  private static final LayerName UPSAMPLER = new LayerName("up_blocks[1].upsamplers[0]");
  private static final LayerName FIRST_RESNET = new LayerName("mid_block.resnets[0]");
  private static final LayerName LAST_RESNET = new LayerName("mid_block.resnets[1]");

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    Spied.LAYERS.clear();
  }

  private Audits audits() {
    return Audits.in(folder).of(NormAudits.class);
  }

  private static List<LayerName> measured() {
    return List.copyOf(Spied.LAYERS);
  }

  @Test
  void everythingThatIsChosenIsMeasuredOncePerTimestep() {
    Outcomes outcomes = audits().run();

    assertThat(outcomes.statuses()).hasSize(7).allSatisfy((leaf, s) -> isSuccess(s));
    assertThat(measured())
        .containsExactlyInAnyOrder(
            FIRST_RESNET,
            FIRST_RESNET,
            new LayerName("mid_block.attentions[0]"),
            new LayerName("mid_block.attentions[0]"),
            LAST_RESNET,
            LAST_RESNET,
            UPSAMPLER);
    assertThat(outcomes.record("tokensHaveNorms/tiny/mid_block.resnets.0/50", "spied.images"))
        .satisfies(record -> assertThat(record.value()).hasValue(Audits.IMAGES));
    assertThat(outcomes.console())
        .containsOnlyOnce("measuring tiny at t=50: 2 images")
        .containsOnlyOnce("measuring tiny at t=200: 2 images");
  }

  private static void isSuccess(Status status) {
    assertThat(status).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void oneLeafIsMeasuredAlone() {
    String leaf =
        "[engine:model-audit]/[class:dev.plumbline.engine.fixtures.NormAudits]"
            + "/[audit:tokensHaveNorms]/[checkpoint:tiny]/[layer:mid_block.resnets.1]"
            + "/[timestep:200]";

    Outcomes outcomes = Audits.in(folder).select(selectUniqueId(leaf)).run();

    assertThat(outcomes.leaves()).containsOnlyKeys("tokensHaveNorms/tiny/mid_block.resnets.1/200");
    assertThat(outcomes.ids()).containsValue(leaf);
    assertThat(measured()).containsExactly(LAST_RESNET);
    assertThat(outcomes.console()).doesNotContain("t=50");
  }

  @Test
  void aMethodIsChosenWithoutItsParameters() {
    Outcomes outcomes =
        Audits.in(folder)
            .select(selectMethod(NormAudits.class.getName() + "#activationsAreFinite"))
            .run();

    assertThat(outcomes.leaves())
        .containsOnlyKeys("activationsAreFinite/tiny/up_blocks.1.upsamplers.0/50");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[checkpoint:tiny]/[layer:mid_block.resnets.1]/[timestep:200]; timestep 200; has 50",
        "[checkpoint:tiny]/[layer:mid_block.resnets.0]; layer mid_block.resnets.0; resnets.1",
        "[checkpoint:other]; checkpoint other; has tiny",
      })
  void anIdThatTheTierLeavesOutSaysSo(String id, String leftOut, String there) {
    String audit =
        "[engine:model-audit]/[class:dev.plumbline.engine.fixtures.NormAudits]"
            + "/[audit:tokensHaveNorms]/";

    Outcomes outcomes =
        Audits.in(folder).with("audit.tier", "quick").select(selectUniqueId(audit + id)).run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageContainingAll(
            "its " + leftOut + " is left out of this run", there, "audit.tier");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "timestep:200; 3",
        "layer:mid_block.resnets.0; 2",
        "block:up_blocks.1; 1",
        "block:mid_block & timestep:50; 3",
        "(layer:mid_block.resnets.0 | layer:mid_block.resnets.1) & !timestep:50; 2",
        "phenomenon:finite-activations; 1",
        "checkpoint:tiny; 7",
      })
  void tagExpressionsChooseLeaves(String expression, int leaves) {
    assertThat(leaves(audits().filter(TagFilter.includeTags(expression)))).hasSize(leaves);
  }

  private static List<TestDescriptor> leaves(Audits audits) {
    return audits.discover().getEngineDescriptor().getDescendants().stream()
        .map(TestDescriptor.class::cast)
        .filter(TestDescriptor::isTest)
        .toList();
  }

  @Test
  void whatTagsLeaveOutIsNotMeasured() {
    Outcomes outcomes =
        audits().filter(TagFilter.includeTags("timestep:200 & !layer:mid_block.resnets.0")).run();

    assertThat(outcomes.statuses())
        .containsOnlyKeys(
            "tokensHaveNorms/tiny/mid_block.attentions.0/200",
            "tokensHaveNorms/tiny/mid_block.resnets.1/200")
        .allSatisfy((leaf, status) -> isSuccess(status));
    assertThat(measured())
        .containsExactlyInAnyOrder(new LayerName("mid_block.attentions[0]"), LAST_RESNET);
    assertThat(outcomes.console()).doesNotContain("t=50");
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void tagsExcludeToo() {
    assertThat(leaves(audits().filter(TagFilter.excludeTags("block:mid_block")))).hasSize(1);
  }

  @Test
  void whereFiltersLeaveNothingNothingRunsAndNothingFails() {
    Outcomes outcomes = audits().filter(TagFilter.includeTags("timestep:999")).run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(measured()).isEmpty();
    assertThat(outcomes.notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mid_block.resnets[1]; mid_block.resnets.1",
        "mid_block.resnets.1; mid_block.resnets.1",
        "mid_block.resnets[*]; mid_block.resnets.0 mid_block.resnets.1",
        "*.*.1; mid_block.resnets.1",
        "mid_block.attentions.*, up_blocks[1].**; mid_block.attentions.0 up_blocks.1.upsamplers.0",
        "up_blocks[*].upsamplers[0]; up_blocks.1.upsamplers.0",
        "**.0; mid_block.resnets.0 mid_block.attentions.0 up_blocks.1.upsamplers.0",
      })
  void layerGlobsNarrowTheAuditsOwn(String globs, String layers) {
    List<TestDescriptor> leaves =
        leaves(audits().with("audit.layers", globs).with("audit.timesteps", 50));

    assertThat(leaves)
        .extracting(leaf -> Outcomes.key(leaf).split("/", -1)[2])
        .containsExactlyInAnyOrder(layers.split(" ", -1));
  }

  @Test
  void timestepsReplaceTheAuditsOwn() {
    Outcomes outcomes =
        audits()
            .with("audit.timesteps", "999, 0,0")
            .with("audit.layers", "mid_block.resnets.0,up_blocks.1.upsamplers.0")
            .filter(TagFilter.includeTags("block:mid_block"))
            .run();

    assertThat(outcomes.statuses())
        .containsOnlyKeys(
            "tokensHaveNorms/tiny/mid_block.resnets.0/999",
            "tokensHaveNorms/tiny/mid_block.resnets.0/0")
        .allSatisfy((leaf, status) -> isSuccess(status));
    assertThat(measured()).containsExactly(FIRST_RESNET, FIRST_RESNET);
  }

  @Test
  void everyCheckpointHasItsLeaves() {
    Outcomes outcomes =
        audits()
            .with("audit.checkpoint", "one=" + Audits.TINY + ", other=" + Audits.TINY)
            .filter(TagFilter.includeTags("block:up_blocks.1"))
            .run();

    assertThat(outcomes.statuses())
        .containsOnlyKeys(
            "activationsAreFinite/one/up_blocks.1.upsamplers.0/50",
            "activationsAreFinite/other/up_blocks.1.upsamplers.0/50");
    assertThat(measured()).containsExactly(UPSAMPLER, UPSAMPLER);
    assertThat(Stream.of("one", "other"))
        .allSatisfy(name -> assertThat(outcomes.console()).contains("measuring " + name));
  }
}
