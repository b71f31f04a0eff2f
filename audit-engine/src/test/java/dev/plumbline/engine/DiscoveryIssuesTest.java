package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.malformed.Malformed;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoveryIssue.Severity;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.TagFilter;
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
  void problemsOfTheConfigurationFailTheRunBeforeAnythingIsMeasured() {
    Audits audits =
        audits()
            .with("audit.timestep", 50)
            .with("audit.seed", "x")
            .with("audit.x.mine", "anything")
            .with("audit.parallel.config.strategy", "dynamic")
            .of(NormAudits.class);

    Outcomes outcomes = audits.run();

    // an issue would have build tools print it with the stack traces of their own
    assertThat(audits.discover().getDiscoveryIssues()).isEmpty();
    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure())
        .get(as(InstanceOfAssertFactories.THROWABLE))
        .isInstanceOf(UserError.class)
        .extracting(failure -> failure.getMessage().lines().toList())
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrder(
            "audit.timestep is no parameter of audits; did you mean audit.timesteps?",
            "audit.seed=x: expected a whole number");
    assertThat(outcomes.console()).isEmpty();
  }

  @Test
  void theyFailItThoughFiltersLeaveNothing() {
    Outcomes outcomes =
        audits()
            .with("audit.sampels", 4)
            .of(NormAudits.class)
            .filter(TagFilter.includeTags("no-such-tag"))
            .run();

    assertThat(outcomes.engineFailure())
        .get(as(InstanceOfAssertFactories.THROWABLE))
        .hasMessage("audit.sampels is no parameter of audits; did you mean audit.samples?");
  }

  /** Build tools drop classes without tests, and with them what is wrong with the run. */
  @ParameterizedTest
  @ValueSource(strings = {"", ",", "a=,b="})
  void aClassHasALeafThoughNoCheckpointIsNamed(String checkpoints) {
    Audits audits = audits().with(AuditParameters.CHECKPOINT, checkpoints).of(NormAudits.class);

    assertThat(audits.discover().getEngineDescriptor().getDescendants())
        .filteredOn(TestDescriptor::isTest)
        .isNotEmpty();
    assertThat(audits.run().engineFailure())
        .get(as(InstanceOfAssertFactories.THROWABLE))
        .hasMessageContaining("audit.checkpoint");
  }
}
