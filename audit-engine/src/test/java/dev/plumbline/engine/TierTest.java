package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryLayerAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tiers cover, and what goes before them. */
class TierTest {

  private static final String[] BLOCK_ENDS = {
    "conv_in",
    "down_blocks.0.downsamplers.0",
    "down_blocks.1.downsamplers.0",
    "down_blocks.2.downsamplers.0",
    "down_blocks.3.resnets.1",
    "mid_block.resnets.1",
    "up_blocks.0.upsamplers.0",
    "up_blocks.1.upsamplers.0",
    "up_blocks.2.upsamplers.0",
    "up_blocks.3.attentions.2",
    "conv_out"
  };

  @TempDir Path folder;

  /** Dry runs: their skipped leaves are those that would be judged. */
  private Outcomes dry(Audits audits) {
    return audits.with("audit.dry-run", true).run();
  }

  private Audits everyLayer() {
    return Audits.in(folder).of(EveryLayerAudits.class);
  }

  private static Set<String> layers(Outcomes outcomes) {
    Set<String> layers = new TreeSet<>();
    outcomes.skipped().keySet().forEach(leaf -> layers.add(leaf.split("/", -1)[2]));
    return layers;
  }

  private static Set<String> timesteps(Outcomes outcomes) {
    Set<String> timesteps = new TreeSet<>();
    outcomes.skipped().keySet().forEach(leaf -> timesteps.add(leaf.split("/", -1)[3]));
    return timesteps;
  }

  @Test
  void quickIsTheEndsOfTheBlocksAtTheFirstTimestep() {
    Outcomes outcomes = dry(everyLayer().with("audit.tier", "quick"));

    assertThat(layers(outcomes)).containsExactlyInAnyOrder(BLOCK_ENDS);
    assertThat(timesteps(outcomes)).hasSize(1);
    assertThat(outcomes.console())
        .contains(
            "[audit] tier quick: the last layer of each block, the first timestep of each audit,"
                + " up to 32 images");
    assertThat(outcomes.notes()).contains(new RunNote(RunNote.Kind.ENVIRONMENT, "tier", "quick"));
  }

  @Test
  void anAuditOfFewLayersIsNotLeftWithNone() {
    Outcomes outcomes = dry(Audits.in(folder).of(NormAudits.class).with("audit.tier", "quick"));

    assertThat(outcomes.skipped().keySet())
        .containsExactlyInAnyOrder(
            "tokensHaveNorms/tiny/mid_block.resnets.1/50",
            "activationsAreFinite/tiny/up_blocks.1.upsamplers.0/50");
  }

  @Test
  void fullIsEveryLayerOneMoreTimestepAndEveryImage() {
    Outcomes standard = dry(everyLayer());
    Outcomes full = dry(everyLayer().with("audit.tier", "full"));

    assertThat(layers(full)).hasSize(46).isEqualTo(layers(standard));
    Set<String> more = new TreeSet<>(timesteps(standard));
    more.add("800");
    assertThat(timesteps(full)).isEqualTo(more).hasSize(timesteps(standard).size() + 1);
    assertThat(full.console())
        .contains("tier full: all layers, the timesteps of each audit and 800, all images")
        .contains("up to " + Audits.IMAGES + " images, ");
    assertThat(standard.console())
        .contains("tier standard: all layers, the timesteps of each audit, up to 64 images");
  }

  @ParameterizedTest
  @CsvSource({"quick", "standard", "full"})
  void whatIsGivenGoesBeforeTheTier(String tier) {
    Outcomes outcomes =
        dry(
            everyLayer()
                .with("audit.tier", tier)
                .with("audit.layers", "mid_block.**")
                .with("audit.timesteps", "7,9")
                .with("audit.samples", 1));

    assertThat(layers(outcomes))
        .containsExactly("mid_block.attentions.0", "mid_block.resnets.0", "mid_block.resnets.1");
    assertThat(timesteps(outcomes)).containsExactly("7", "9");
    assertThat(outcomes.console())
        .contains(
            "tier "
                + tier
                + ": layers by audit.layers, timesteps by audit.timesteps, up to 1 images")
        .contains("up to 1 images, ");
  }

  @Test
  void anUnknownTierIsNamedWithTheKnownOnes() {
    Outcomes outcomes = everyLayer().with("audit.tier", "fast").run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains("audit.tier=fast")
        .contains("quick")
        .contains("full");
  }
}
