package dev.plumbline.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages depend on each other as DESIGN, section 2, says. */
class ArchitectureTest {

  private static final String ENGINE = "dev.plumbline.engine";
  private static final String[] JUNIT = {"org.junit..", "org.opentest4j.."};
  private static final String ONNX_RUNTIME = "ai.onnxruntime..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.plumbline");

  /** Lets a package of the engine depend on some others of it, and on no more. */
  private static void mayUse(String name, String... others) {
    Set<String> allowed = new TreeSet<>(Set.of(others));
    allowed.add(name);
    DescribedPredicate<JavaClass> forbidden =
        resideInAPackage(ENGINE + "..")
            .and(
                DescribedPredicate.not(
                    resideInAnyPackage(
                        allowed.stream().map(ArchitectureTest::qualified).toArray(String[]::new))));
    check(
        noClasses()
            .that()
            .resideInAPackage(qualified(name))
            .should()
            .dependOnClassesThat(forbidden)
            .because(name + " may use only " + allowed));
  }

  private static String qualified(String name) {
    return name.isEmpty() ? ENGINE : ENGINE + "." + name;
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void everyPackageIsThere() {
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(type -> packages.add(type.getPackageName()));

    assertThat(packages)
        .containsExactly(
            "dev.plumbline.api",
            "dev.plumbline.api.report",
            "dev.plumbline.api.spi",
            ENGINE,
            ENGINE + ".baseline",
            ENGINE + ".checkpoint",
            ENGINE + ".input",
            ENGINE + ".judge",
            ENGINE + ".measure",
            ENGINE + ".plan");
  }

  @Test
  void theEngineUsesMeasureJudgeBaselineCheckpointAndPlan() {
    mayUse("", "measure", "judge", "baseline", "checkpoint", "plan");
  }

  @Test
  void measureUsesCheckpointInputAndPlan() {
    mayUse("measure", "checkpoint", "input", "plan");
  }

  @Test
  void judgeBaselineCheckpointAndInputUsePlan() {
    mayUse("judge", "plan");
    mayUse("baseline", "plan");
    mayUse("checkpoint", "plan");
    mayUse("input", "plan");
  }

  @Test
  void planUsesNothingOfTheEngine() {
    mayUse("plan");
  }

  @Test
  void thereAreNoCycles() {
    check(slices().matching("dev.plumbline.(**)").should().beFreeOfCycles());
  }

  @Test
  void onlyTheEngineItselfKnowsTheJUnitPlatform() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.plumbline.api..", ENGINE + ".*..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JUNIT));
  }

  @Test
  void onlyWhatRunsModelsKnowsOnnxRuntime() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(ENGINE + ".measure", ENGINE + ".input", ENGINE + ".checkpoint")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ONNX_RUNTIME));
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
  void nothingButTheEngineWritesToTheConsole() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ModelAuditTestEngine.class.getName())
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }
}
