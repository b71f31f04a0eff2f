package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.plumbline.engine.fixtures.AbortedAudits;
import dev.plumbline.engine.fixtures.ComposedAudits;
import dev.plumbline.engine.fixtures.ContrastAudits;
import dev.plumbline.engine.fixtures.EarlyAudits;
import dev.plumbline.engine.fixtures.EveryLayerAudits;
import dev.plumbline.engine.fixtures.EveryLayerNormAudits;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.fixtures.EveryMetricAudits;
import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.fixtures.HeldAudits;
import dev.plumbline.engine.fixtures.MeasurementAudits;
import dev.plumbline.engine.fixtures.MisplacedBoundsAudits;
import dev.plumbline.engine.fixtures.MistypedAudits;
import dev.plumbline.engine.fixtures.NeverHealthyAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.ProbeAudits;
import dev.plumbline.engine.fixtures.SetOnTinyAudits;
import dev.plumbline.engine.fixtures.SketchAudits;
import dev.plumbline.engine.fixtures.VerdictAudits;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineDiscoveryResults;

class DiscoveryTest {

  private static final String CLASS =
      "[engine:model-audit]/[class:dev.plumbline.engine.fixtures.NormAudits]";
  private static final String AUDIT = CLASS + "/[audit:tokensHaveNorms]";
  private static final String CHECKPOINT = AUDIT + "/[checkpoint:tiny]";
  private static final String LAYER = CHECKPOINT + "/[layer:mid_block.resnets.1]";
  private static final String FINITE_LEAF =
      CLASS
          + "/[audit:activationsAreFinite]/[checkpoint:tiny]/[layer:up_blocks.1.upsamplers.0]"
          + "/[timestep:50]";
  private static final List<String> NORM_LEAVES =
      Stream.of("resnets.0", "attentions.0", "resnets.1")
          .flatMap(
              layer ->
                  Stream.of("50", "200")
                      .map(
                          timestep ->
                              CHECKPOINT
                                  + ("/[layer:mid_block." + layer + "]/[timestep:")
                                  + timestep
                                  + "]"))
          .toList();

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder);
  }

  private static List<String> leaves(EngineDiscoveryResults results) {
    assertThat(results.getDiscoveryIssues()).isEmpty();
    return results.getEngineDescriptor().getDescendants().stream()
        .filter(TestDescriptor::isTest)
        .map(descriptor -> descriptor.getUniqueId().toString())
        .toList();
  }

  private static TestDescriptor node(EngineDiscoveryResults results, String id) {
    return results.getEngineDescriptor().getDescendants().stream()
        .filter(descriptor -> descriptor.getUniqueId().toString().equals(id))
        .findAny()
        .orElseThrow();
  }

  @Test
  void aClassHasAllItsAuditsInExecutionOrderOfTheirLayers() {
    List<String> leaves = leaves(audits().of(NormAudits.class).discover());

    assertThat(leaves).containsAll(NORM_LEAVES).contains(FINITE_LEAF).hasSize(7);
    assertThat(leaves.stream().filter(NORM_LEAVES::contains))
        .containsExactlyElementsOf(NORM_LEAVES);
  }

  @Test
  void aMethodIsOneAudit() {
    Audits audits =
        audits()
            .select(
                selectMethod(
                    NormAudits.class,
                    "tokensHaveNorms",
                    "dev.plumbline.api.TokenNorms,dev.plumbline.engine.fixtures.Spied,"
                        + "dev.plumbline.api.Gate"));

    assertThat(leaves(audits.discover())).containsExactlyElementsOf(NORM_LEAVES);
  }

  @Test
  void aUniqueIdSelectsWhatIsBelowItAtEveryLevel() {
    assertThat(leaves(audits().select(selectUniqueId(CLASS)).discover())).hasSize(7);
    assertThat(leaves(audits().select(selectUniqueId(AUDIT)).discover()))
        .containsExactlyElementsOf(NORM_LEAVES);
    assertThat(leaves(audits().select(selectUniqueId(CHECKPOINT)).discover()))
        .containsExactlyElementsOf(NORM_LEAVES);
    assertThat(leaves(audits().select(selectUniqueId(LAYER)).discover()))
        .containsExactly(LAYER + "/[timestep:50]", LAYER + "/[timestep:200]");
    assertThat(leaves(audits().select(selectUniqueId(FINITE_LEAF)).discover()))
        .containsExactly(FINITE_LEAF);
    assertThat(leaves(audits().select(selectUniqueId("[engine:model-audit]")).discover()))
        .isEmpty();
  }

  @Test
  void everyLeafIsFoundAgainByItsId() {
    Audits all = audits().of(NormAudits.class);

    for (String leaf : leaves(all.discover())) {
      assertThat(leaves(audits().select(selectUniqueId(leaf)).discover())).containsExactly(leaf);
    }
  }

  @Test
  void selectorsThatOverlapMakeOneTree() {
    Audits audits =
        audits()
            .select(selectUniqueId(NORM_LEAVES.get(5)), selectUniqueId(FINITE_LEAF))
            .of(NormAudits.class)
            .select(selectUniqueId(LAYER));

    EngineDiscoveryResults results = audits.discover();

    assertThat(leaves(results)).hasSize(7).doesNotHaveDuplicates();
    assertThat(results.getEngineDescriptor().getChildren()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        AUDIT + "/[checkpoint:another]",
        AUDIT + "/[checkpoint:another]/[layer:mid_block.resnets.1]/[timestep:50]",
        LAYER + "/[timestep:51]",
        LAYER + "/[timestep:fifty]",
        CHECKPOINT + "/[layer:conv_in]/[timestep:50]",
        CHECKPOINT + "/[layer:no_such]",
        CHECKPOINT + "/[timestep:50]",
        CLASS + "/[audit:noSuch]",
        CLASS + "/[checkpoint:tiny]",
        CLASS + "/[layer:mid_block.resnets.1]",
        CLASS + "/[something:else]",
        "[engine:model-audit]/[class:no.such.Class]",
        "[engine:model-audit]/[class:java.lang.String]",
        "[engine:model-audit]/[audit:tokensHaveNorms]",
        "[engine:model-audit]/[checkpoint:tiny]",
        "[engine:model-audit]/[class:java.lang.String]/[audit:length]",
      })
  void anIdOfNothingInThisRunIsUnresolved(String id) {
    EngineDiscoveryResults results = audits().select(selectUniqueId(id)).discover();

    assertThat(results.getEngineDescriptor().getDescendants()).isEmpty();
    // What is left out of the run may be said before.
    assertThat(results.getDiscoveryIssues())
        .allSatisfy(issue -> assertThat(issue.cause()).isEmpty())
        .last()
        .satisfies(issue -> assertThat(issue.message()).endsWith("could not be resolved"));
    assertThat(results.getDiscoveryIssues())
        .filteredOn(issue -> !issue.message().endsWith("could not be resolved"))
        .allSatisfy(issue -> assertThat(issue.message()).contains("is left out of this run"))
        .hasSizeLessThan(2);
  }

  @Test
  void aPackageHasItsAuditClasses() {
    EngineDiscoveryResults results =
        audits().select(selectPackage("dev.plumbline.engine.fixtures")).discover();

    assertThat(results.getEngineDescriptor().getChildren())
        .extracting(node -> node.getSource().orElseThrow())
        .containsExactlyInAnyOrder(
            ClassSource.from(AbortedAudits.class),
            ClassSource.from(ComposedAudits.class),
            ClassSource.from(ContrastAudits.class),
            ClassSource.from(EarlyAudits.class),
            ClassSource.from(EveryLayerAudits.class),
            ClassSource.from(EveryLayerNormAudits.class),
            ClassSource.from(EveryMeasurementAudits.class),
            ClassSource.from(EveryMetricAudits.class),
            ClassSource.from(FatalAudits.class),
            ClassSource.from(HeldAudits.class),
            ClassSource.from(MeasurementAudits.class),
            ClassSource.from(MisplacedBoundsAudits.class),
            ClassSource.from(MistypedAudits.class),
            ClassSource.from(NeverHealthyAudits.class),
            ClassSource.from(NormAudits.class),
            ClassSource.from(ProbeAudits.class),
            ClassSource.from(SetOnTinyAudits.class),
            ClassSource.from(SketchAudits.class),
            ClassSource.from(VerdictAudits.class));
  }

  @Test
  void aClasspathRootHasTheAuditClassesThatTheFilterLeaves() {
    EngineDiscoveryResults results =
        audits()
            .select(
                selectClasspathRoots(Set.of(Audits.resource("/")))
                    .toArray(DiscoverySelector[]::new))
            .filter(includeClassNamePatterns(".*\\.Norm.*"))
            .discover();

    assertThat(leaves(results)).hasSize(7);
  }

  @Test
  void sourcesLeadToTheClassAndTheMethod() {
    EngineDiscoveryResults results = audits().of(NormAudits.class).discover();

    assertThat(node(results, CLASS).getSource()).contains(ClassSource.from(NormAudits.class));
    for (String id : List.of(AUDIT, CHECKPOINT, LAYER, NORM_LEAVES.get(0))) {
      assertThat(node(results, id).getSource())
          .as(id)
          .get()
          .isInstanceOfSatisfying(
              MethodSource.class,
              source -> {
                assertThat(source.getJavaClass()).isEqualTo(NormAudits.class);
                assertThat(source.getMethodName()).isEqualTo("tokensHaveNorms");
              });
    }
  }

  @Test
  void namesAreForPeople() {
    EngineDiscoveryResults results = audits().of(NormAudits.class).discover();
    TestDescriptor leaf = node(results, FINITE_LEAF);

    assertThat(results.getEngineDescriptor().getDisplayName()).isEqualTo("Model audit");
    assertThat(node(results, CLASS).getDisplayName()).isEqualTo("Norms");
    assertThat(node(results, AUDIT).getDisplayName()).isEqualTo("Tokens have norms");
    assertThat(node(results, CLASS + "/[audit:activationsAreFinite]").getDisplayName())
        .isEqualTo("activationsAreFinite");
    assertThat(leaf.getParent().orElseThrow().getDisplayName())
        .isEqualTo("up_blocks[1].upsamplers[0]");
    assertThat(leaf.getDisplayName()).isEqualTo("t=50");
    assertThat(leaf.getLegacyReportingName())
        .isEqualTo("activationsAreFinite[tiny, up_blocks[1].upsamplers[0], t=50]");
    assertThat(node(results, CLASS).getLegacyReportingName()).isEqualTo(NormAudits.class.getName());
  }

  @Test
  void leavesHaveTheTagsOfEverythingAboveThem() {
    EngineDiscoveryResults results = audits().of(NormAudits.class).discover();

    assertThat(node(results, NORM_LEAVES.get(5)).getTags())
        .extracting(TestTag::getName)
        .containsExactlyInAnyOrder(
            "checkpoint:tiny",
            "block:mid_block",
            "layer:mid_block.resnets.1",
            "timestep:200",
            "phenomenon:high-norm-anomaly");
    assertThat(node(results, FINITE_LEAF).getTags())
        .extracting(TestTag::getName)
        .containsExactlyInAnyOrder(
            "checkpoint:tiny",
            "block:up_blocks.1",
            "layer:up_blocks.1.upsamplers.0",
            "timestep:50",
            "phenomenon:finite-activations");
  }

  @Test
  void aNameThatNoTagExpressionCanSpellIsTaggedWithUnderscores() {
    EngineDiscoveryResults results =
        audits()
            .with("audit.checkpoint", "my (old) model=" + Audits.TINY)
            .of(ComposedAudits.class)
            .discover();

    assertThat(node(results, leaves(results).get(0)).getTags())
        .contains(TestTag.create("checkpoint:my__old__model"));
  }

  @Test
  void annotationsMayBeComposed() {
    EngineDiscoveryResults results = audits().of(ComposedAudits.class).discover();

    assertThat(leaves(results))
        .singleElement()
        .asString()
        .endsWith("/[layer:conv_out]/[timestep:200]");
    assertThat(results.getEngineDescriptor().getChildren())
        .singleElement()
        .extracting(TestDescriptor::getDisplayName)
        .isEqualTo("House audits");
    assertThat(node(results, leaves(results).get(0)).getTags())
        .contains(TestTag.create("phenomenon:house"));
  }
}
