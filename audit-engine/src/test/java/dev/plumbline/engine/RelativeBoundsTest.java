package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.fixtures.NormAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TagFilter;

/** Checkpoints held against another one of the same run. */
class RelativeBoundsTest {

  private static final String LEAF = "tokensHaveNorms/%s/mid_block.attentions.0/50";

  @TempDir Path folder;

  private Audits audits(String... rows) throws IOException {
    return Audits.in(folder)
        .of(NormAudits.class)
        .with("audit.checkpoint", "tiny=" + Audits.TINY + ",base=" + Audits.TINY)
        .with("audit.bounds", bounds(rows))
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 12, 4, 16, 16))
        .with("audit.timesteps", "50")
        .with("audit.layers", "mid_block.attentions.0")
        .filter(TagFilter.excludeTags("phenomenon:finite-activations"));
  }

  private Path bounds(String... rows) throws IOException {
    return Files.writeString(
        folder.resolve("b.csv"),
        "audit,metric,layer,timestep,at_least,at_most,note\n" + String.join("\n", rows));
  }

  @Test
  void theSameCheckpointIsNotWorseThanItself() throws IOException {
    Outcomes outcomes = audits("*,norm.mean_norm,*,*,,base,").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().get(LEAF.formatted("tiny"))).isEqualTo(Status.SUCCESSFUL);
    MetricRecord base = outcomes.record(LEAF.formatted("base"), "norm.mean_norm");
    MetricRecord tiny = outcomes.record(LEAF.formatted("tiny"), "norm.mean_norm");
    assertThat(tiny.verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(tiny.atMost()).isEqualTo(base.value());
    assertThat(base.verdict()).isEqualTo(MetricVerdict.RECORDED);
    assertThat(outcomes.statuses().get(LEAF.formatted("base"))).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void beyondTheMarginItFails() throws IOException {
    Outcomes outcomes = audits("*,norm.mean_norm,*,*,,base * 0.5,half is enough").run();

    MetricRecord tiny = outcomes.record(LEAF.formatted("tiny"), "norm.mean_norm");
    assertThat(tiny.atMost().orElseThrow()).isCloseTo(tiny.value().orElseThrow() / 2, within(1e-9));
    assertThat(outcomes.thrown(LEAF.formatted("tiny")))
        .hasMessageContaining("; bound: base * 0.5): above by")
        .hasMessageContaining("over 12 scenes that both saw, p = under 0.0001, ")
        .hasMessageContaining("adjusted for all comparisons of the run")
        .hasMessageContaining("b.csv:2 (half is enough)");
  }

  @Test
  void fewerScenesThanTheTestTakesAreRefusedBeforeAnythingIsMeasured() throws IOException {
    Audits seven = audits("*,norm.mean_norm,*,*,,base * 0.5,").with("audit.samples", 7);

    Outcomes outcomes = seven.run();
    Outcomes atAnotherRate = seven.with("audit.error.rate", 0.02).run();

    assertThat(outcomes.leaves()).as("nothing is measured").isEmpty();
    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .endsWith(
            "Nothing was measured: This run has 7 scenes (a scene is a sub-folder of the image"
                + " folder, or an image directly in it). At audit.error.rate=0.01 nothing can be"
                + " shown to be worse on fewer than 8: give images of more scenes, or leave out"
                + " what the run is held against.");
    assertThat(atAnotherRate.statuses())
        .containsEntry(LEAF.formatted("tiny"), Status.FAILED); // it takes 7 scenes
  }

  @ParameterizedTest
  @CsvSource({"abort, ABORTED", "fail, FAILED", "pass, SUCCESSFUL"})
  void theUserSaysWhatBecomesOfTheInconclusive(String policy, Status status) throws IOException {
    Audits audits =
        audits("*,norm.mean_norm,*,*,,1e9,")
            .with("audit.checkpoint", "tiny=" + Audits.TINY)
            .with("audit.control", "random")
            .with("audit.inconclusive", policy);
    Outcomes first = audits.run();
    double apart = mean(first, "tiny") - mean(first, "tiny~random");

    Outcomes outcomes =
        audits
            .with(
                "audit.bounds", bounds("*,norm.mean_norm,*,*,,tiny~random " + signed(apart) + ","))
            .run();

    assertThat(outcomes.statuses()).containsEntry(LEAF.formatted("tiny"), status);
    assertThat(outcomes.record(LEAF.formatted("tiny"), "norm.mean_norm").verdict())
        .isEqualTo(MetricVerdict.INCONCLUSIVE);
    if (status == Status.ABORTED) {
      assertThat(outcomes.thrown(LEAF.formatted("tiny")))
          .hasMessageContaining("which cannot be told from chance at an error rate of 1 %")
          .hasMessageContaining("over 12 scenes that both saw, p = 0.5");
      assertThat(outcomes.engineFailure())
          .get()
          .asString()
          .contains("Every audit aborted, so nothing was decided: 1 leaves");
    }
  }

  private static double mean(Outcomes outcomes, String checkpoint) {
    return outcomes.record(LEAF.formatted(checkpoint), "norm.mean_norm").value().orElseThrow();
  }

  private static String signed(double number) {
    return (number < 0 ? "- " : "+ ") + Math.abs(number);
  }

  @Test
  void theReferenceIsMeasuredEvenWhereOnlyTheCandidateIsSelected() throws IOException {
    Audits all = audits("*,norm.mean_norm,*,*,,base + 0.1,");
    String candidate = all.run().ids().get(LEAF.formatted("tiny"));

    Outcomes outcomes =
        audits("*,norm.mean_norm,*,*,,base + 0.1,").only(selectUniqueId(candidate)).run();

    assertThat(outcomes.statuses())
        .hasSize(1)
        .containsEntry(LEAF.formatted("tiny"), Status.SUCCESSFUL);
  }

  @Test
  void aReferenceThatCannotBeMeasuredLeavesTheCandidateUndecided() throws IOException {
    Outcomes outcomes =
        audits("*,norm.mean_norm,*,*,,base,")
            .with("audit.checkpoint", "tiny=" + Audits.TINY + ",base=missing.onnx")
            .run();

    assertThat(outcomes.thrown(LEAF.formatted("tiny")))
        .hasMessageContaining("norm.mean_norm: there is nothing to hold it against: base,")
        .hasMessageContaining("missing.onnx");
    assertThat(outcomes.statuses()).containsEntry(LEAF.formatted("tiny"), Status.ABORTED);
    assertThat(outcomes.record(LEAF.formatted("tiny"), "norm.mean_norm").value()).isPresent();
  }

  @Test
  void aRowThatWouldFailAnImprovementIsAProblemOfTheRun() throws IOException {
    Outcomes outcomes =
        Audits.in(folder)
            .of(NormAudits.class)
            .with("audit.checkpoint", "tiny=" + Audits.TINY + ",base=" + Audits.TINY)
            .with("audit.bounds", bounds("*,finite.non_finite,*,*,base,,"))
            .filter(TagFilter.includeTags("phenomenon:finite-activations"))
            .run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains("b.csv:2: at_least 'base' would fail an improvement of finite.non_finite");
  }

  @Test
  void aCheckpointThatIsNotInTheRunIsNamedWithFileAndLine() throws IOException {
    Outcomes outcomes = audits("*,norm.mean_norm,*,*,,parent + 0.1,").run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains(
            "b.csv:2: at_most 'parent + 0.1' begins with 'parent', no checkpoint of this run"
                + " (tiny, base)");
  }
}
