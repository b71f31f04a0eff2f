package dev.plumbline.cli.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ParameterTableTest {

  private static final List<DocumentedParameter> PARAMETERS = ParameterTable.read();

  @Test
  void everyParameterIsAnOptionAndEveryOptionAParameter() {
    CommandSpec spec = CommandSpec.create();
    ParameterOptions.add(spec, Set.of(), new HashMap<>());
    assertThat(PARAMETERS)
        .extracting(DocumentedParameter::name)
        .containsExactlyInAnyOrderElementsOf(AuditParameters.names());
    assertThat(spec.optionsMap().keySet())
        .containsExactlyInAnyOrderElementsOf(
            AuditParameters.names().stream().map(DocumentedParameter::option).toList())
        .contains("--report-dir", "--dry-run", "--prompt-pooled");
  }

  @Test
  void descriptionsAreForATerminal() {
    assertThat(PARAMETERS)
        .extracting(DocumentedParameter::description)
        .allSatisfy(
            text -> assertThat(text).doesNotContain("`", "](", "see above").contains("Default: "));
    assertThat(parameter(AuditParameters.SEED).description())
        .isEqualTo("Whole number; every choice and the noise follow from it. Default: 42.");
  }

  @Test
  void wordsAreThoseOfTheTable() {
    assertThat(parameter(AuditParameters.TIER).words())
        .containsExactly("quick", "standard", "full");
    assertThat(parameter(AuditParameters.BASELINE_MODE).words())
        .containsExactly("check", "record", "off");
    assertThat(parameter(AuditParameters.EXECUTOR).words())
        .containsExactly("process", "container", "in-process", "spark", "auto");
    assertThat(parameter(AuditParameters.BOUNDS).words()).isEmpty();
    assertThat(PARAMETERS.stream().filter(DocumentedParameter::isFlag))
        .extracting(DocumentedParameter::name)
        .containsExactlyInAnyOrder(
            AuditParameters.EARLY,
            AuditParameters.DRY_RUN,
            AuditParameters.OFFLINE,
            AuditParameters.OVERLAP);
  }

  @Test
  void labelsSayWhatIsTaken() {
    assertThat(parameter(AuditParameters.TIER).label()).isEqualTo("quick|standard|full");
    assertThat(parameter(AuditParameters.NOISE).label()).isEqualTo("independent|shared|…");
    assertThat(parameter(AuditParameters.BOUNDS).label()).isEqualTo("FILE");
    assertThat(parameter(AuditParameters.SAMPLES).label()).isEqualTo("N");
    assertThat(PARAMETERS.stream().filter(one -> !one.words().isEmpty()).toList())
        .hasSizeGreaterThan(8)
        .allSatisfy(
            one ->
                assertThat(PARAMETERS)
                    .filteredOn(other -> other.label().equals(one.label()))
                    .extracting(DocumentedParameter::words)
                    .containsOnly(one.words()));
  }

  @Test
  void optionsSetTheirParameters() {
    assertThat(parsed(Set.of(), "--seed", "3", "--layers=mid_block.**", "--early"))
        .isEqualTo(
            Map.of("audit.seed", "3", "audit.layers", "mid_block.**", "audit.early", "true"));
    assertThat(parsed(Set.of(), "--early", "false", "--dry-run", "--overlap=false"))
        .isEqualTo(
            Map.of("audit.early", "false", "audit.dry-run", "true", "audit.overlap", "false"));
    assertThat(parsed(Set.of())).isEmpty();
  }

  @Test
  void aFlagLeavesArgumentsAlone() {
    Map<String, String> given = new HashMap<>();
    CommandSpec spec = CommandSpec.create();
    ParameterOptions.add(spec, Set.of(), given);
    spec.addPositional(CommandLine.Model.PositionalParamSpec.builder().type(String.class).build());
    CommandLine command = new CommandLine(spec);
    command.parseArgs("--early", "folder");
    assertThat(given).containsEntry("audit.early", "true");
    assertThat(spec.positionalParameters().get(0).<String>getValue()).isEqualTo("folder");
  }

  @Test
  void whatACommandSetsItselfIsNoOptionOfIt() {
    CommandSpec spec = CommandSpec.create();
    ParameterOptions.add(spec, Set.of(AuditParameters.BASELINE), new HashMap<>());
    assertThat(spec.optionsMap()).doesNotContainKey("--baseline").containsKey("--baseline-mode");
  }

  private static Map<String, String> parsed(Set<String> taken, String... arguments) {
    Map<String, String> given = new HashMap<>();
    CommandSpec spec = CommandSpec.create();
    ParameterOptions.add(spec, taken, given);
    new CommandLine(spec).parseArgs(arguments);
    return given;
  }

  private static DocumentedParameter parameter(String name) {
    return PARAMETERS.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }
}
