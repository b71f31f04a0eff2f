package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.malformed.Malformed;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoveryIssue.Severity;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.EngineDiscoveryResults;

class DiscoveryIssuesTest {

  private static final String METHODS = Malformed.Methods.class.getName() + ".";

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder);
  }

  private static List<String> errors(EngineDiscoveryResults results) {
    assertThat(results.getDiscoveryIssues())
        .allSatisfy(issue -> assertThat(issue.severity()).isEqualTo(Severity.ERROR));
    return results.getDiscoveryIssues().stream().map(DiscoveryIssue::message).toList();
  }

  @Test
  void methodsThatCannotBeAuditsAreNamedOnceEach() {
    EngineDiscoveryResults results = audits().of(Malformed.Methods.class).discover();

    assertThat(errors(results))
        .containsExactlyInAnyOrder(
            "@Audit method " + METHODS + "isPrivate must be neither private nor static",
            "@Audit method " + METHODS + "isStatic must be neither private nor static",
            "@Audit method " + METHODS + "returnsSomething must return nothing",
            "@Audit method "
                + METHODS
                + "asksForTooMuch has a parameter of type java.lang.String, which no registered"
                + " MeasurementProvider provides; expected Gate, Subject or a measurement",
            "@Audit method "
                + METHODS
                + "asksForTooMuch has a parameter of type "
                + Malformed.Unprovided.class.getName()
                + ", which no registered MeasurementProvider provides; expected Gate, Subject or a"
                + " measurement",
            "@Timesteps of " + METHODS + "hasNegativeTimestep has -1, which is below 0",
            "@Timesteps of " + METHODS + "hasNoTimesteps is empty; name a timestep",
            "@Layers of " + METHODS + "hasNoLayers is empty; name a layer, or ** for all");
    assertThat(results.getEngineDescriptor().getDescendants())
        .filteredOn(TestDescriptor::isTest)
        .extracting(Outcomes::key)
        .containsExactly("isGood/tiny/conv_in/50");
  }

  @Test
  void auditsOfOneClassNeedNamesOfTheirOwn() {
    EngineDiscoveryResults results = audits().of(Malformed.Namesakes.class).discover();

    assertThat(errors(results))
        .containsExactly(
            "@ModelAudit class "
                + Malformed.Namesakes.class.getName()
                + " has 2 audits called twice; give each a name of its own");
    assertThat(results.getEngineDescriptor().getDescendants()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Malformed.IsAbstract.class,
        Malformed.NeedsArguments.class,
        Malformed.IsInner.class
      })
  void classesMustBeInstantiable(Class<?> type) {
    EngineDiscoveryResults results = audits().of(type).discover();

    assertThat(errors(results))
        .contains(
            "@ModelAudit class "
                + type.getName()
                + " must be concrete, not private, and have a constructor without parameters");
    assertThat(results.getEngineDescriptor().getDescendants()).isEmpty();
  }

  @Test
  void aClassWithoutAuditsIsWarnedOf() {
    assertThat(audits().of(Malformed.HasNoAudits.class).discover().getDiscoveryIssues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.severity()).isEqualTo(Severity.WARNING);
              assertThat(issue.message())
                  .contains(Malformed.HasNoAudits.class.getName())
                  .contains("no @Audit method");
            });
  }

  @Test
  void otherClassesAreNoneOfTheEnginesBusiness() {
    EngineDiscoveryResults results =
        audits()
            .without(AuditParameters.CHECKPOINT)
            .with("audit.nonsense", 1)
            .of(Malformed.NotAnAuditClass.class, String.class)
            .discover();

    assertThat(results.getDiscoveryIssues()).isEmpty();
    assertThat(results.getEngineDescriptor().getDescendants()).isEmpty();
  }

  @Test
  void problemsOfTheConfigurationAreIssuesOfTheRun() {
    EngineDiscoveryResults results =
        audits()
            .with("audit.timestep", 50)
            .with("audit.seed", "x")
            .with("audit.x.mine", "anything")
            .with("audit.parallel.config.strategy", "dynamic")
            .of(NormAudits.class)
            .discover();

    assertThat(errors(results))
        .containsExactlyInAnyOrder(
            "audit.timestep is no parameter of audits; did you mean audit.timesteps?",
            "audit.seed=x: expected a whole number");
  }

  @Test
  void aRunWithSuchIssuesFailsBeforeAnythingIsMeasured() {
    Outcomes outcomes = audits().with("audit.seed", "x").of(NormAudits.class).run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure())
        .get()
        .satisfies(
            failure ->
                assertThat(failure).hasMessageContaining("audit.seed=x: expected a whole number"));
    assertThat(outcomes.console()).isEmpty();
  }
}
