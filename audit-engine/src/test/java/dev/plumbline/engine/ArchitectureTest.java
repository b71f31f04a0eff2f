package dev.plumbline.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.plumbline.engine.measure.process.WorkerEnd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know which: directions, no circles, sizes. docs/architecture.md tells why. */
class ArchitectureTest {

  private static final String ENGINE = "dev.plumbline.engine";
  private static final String[] JUNIT = {"org.junit..", "org.opentest4j.."};
  private static final int MOST_TYPES = 30;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.plumbline");

  /** A package of the engine and what is below it. */
  private static String with(String name) {
    return ENGINE + "." + name + "..";
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  /** Lets a package, with what is below it, know some others of the engine and no more. */
  private static void mayUse(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(with(name)), Arrays.stream(others).map(ArchitectureTest::with))
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> forbidden =
        resideInAPackage(ENGINE + "..").and(not(resideInAnyPackage(allowed)));
    check(
        noClasses()
            .that()
            .resideInAPackage(with(name))
            .should()
            .dependOnClassesThat(forbidden)
            .because(name + " may use only " + List.of(others)));
  }

  @Test
  void planAndCsvAreLeaves() {
    mayUse("plan");
    mayUse("csv");
  }

  @Test
  void theConfigurationReadsNoGraph() {
    mayUse("config", "baseline", "judge", "plan");
  }

  @Test
  void theTestTreeKnowsNoRun() {
    mayUse("tree", "config", "checkpoint", "plan");
  }

  @Test
  void theRunUsesAllButTheRoot() {
    check(
        noClasses()
            .that()
            .resideInAPackage(with("run"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ENGINE));
  }

  @Test
  void thePackagesOfTheEngineAreFreeOfCircles() {
    check(slices().matching(ENGINE + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void ofMeasuringOthersSeeTheMeasurerAndItsResultsOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(with("measure"))
            .and()
            .resideInAPackage(ENGINE + "..")
            .should()
            .dependOnClassesThat(
                resideInAPackage(with("measure"))
                    .and(
                        not(
                            resideInAnyPackage(
                                ENGINE + ".measure", ENGINE + ".measure.results")))));
  }

  @Test
  void checkpointInputJudgeAndBaselineUseLeavesOnly() {
    mayUse("checkpoint", "plan");
    mayUse("input", "plan", "runtime");
    mayUse("judge", "plan", "csv");
    mayUse("baseline", "plan", "csv");
  }

  @Test
  void graphsAreReadBeforeFamiliesOfNetworksAndTheirLayersAreKnown() {
    mayUse("checkpoint.graph", "plan");
    mayUse("checkpoint.backbone", "checkpoint.graph", "plan");
    mayUse("checkpoint.layers", "checkpoint.backbone", "checkpoint.graph", "plan");
  }

  @Test
  void whatInputIsMadeOfDoesNotKnowWhatIsMadeOfIt() {
    mayUse("input.files", "plan");
    mayUse("input.scenes", "plan");
    mayUse("input.photographs", "input.scenes", "input.files", "plan");
    mayUse("input.latents", "input.scenes", "input.files", "plan");
    mayUse(
        "input.encoders",
        "input.latents",
        "input.photographs",
        "input.scenes",
        "input.files",
        "plan",
        "runtime");
  }

  @Test
  void onnxRuntimeBeginsInOnePlace() {
    mayUse("runtime", "plan");
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(with("runtime"))
            .should()
            .accessTargetWhere(
                target(owner(equivalentTo(OrtEnvironment.class)))
                    .and(target(name("getEnvironment"))))
            .because("how ONNX Runtime begins decides about telemetry and crashes"));
  }

  @Test
  void measureUsesCheckpointAndInput() {
    mayUse("measure", "checkpoint", "input", "plan", "runtime");
  }

  @Test
  void noPackageHoldsMoreThanAReaderCanKeepInMind() {
    Map<String, Long> types =
        CLASSES.stream()
            .filter(type -> type.isTopLevelClass())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(type -> type.getPackageName().startsWith(ENGINE))
            .collect(groupingBy(JavaClass::getPackageName, counting()));

    assertThat(types).allSatisfy((name, count) -> assertThat(count).isLessThan(MOST_TYPES + 1L));
  }

  @Test
  void onlyTheTestTreeAndItsRunKnowTheJUnitPlatform() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(ENGINE, with("config"), with("tree"), with("run"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JUNIT));
  }

  @Test
  void theApiUsesTheJavaLibraryAlone() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.plumbline.api..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("dev.plumbline.api..", "java.."));
  }

  @Test
  void thePackagesOfTheApiAreFreeOfCircles() {
    check(slices().matching("dev.plumbline.api.(**)").should().beFreeOfCycles());
  }

  @Test
  void nothingButTheEngineWritesToTheConsole() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ModelAuditTestEngine.class.getName())
            .and()
            .doNotHaveFullyQualifiedName(WorkerEnd.class.getName()) // whose process has its own
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }
}
