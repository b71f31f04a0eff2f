package dev.plumbline.reports;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.TestExecutionListener;

/**
 * Reports know what the API and the launcher tell them, and nothing of the engine. Among themselves
 * the arrows point from the root, which has all reports made, to those that show others, to what a
 * run came to, to how anything is written.
 */
class ArchitectureTest {

  private static final String ROOT = "dev.plumbline.reports";
  private static final int MOST_TYPES = 30;
  private static final int MOST_PARAMETERS = 6;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static String[] packages(String... names) {
    return Arrays.stream(names).map(ArchitectureTest::named).toArray(String[]::new);
  }

  private static String named(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }

  /** Of the reports' packages, one may use some others and no more. */
  private static void usesOnly(String name, String... others) {
    noClasses()
        .that()
        .resideInAPackage(named(name))
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(resideOutsideOfPackages(packages(name)))
                .and(resideOutsideOfPackages(packages(others))))
        .check(CLASSES);
  }

  /** Of the reports' packages, only some may use one. */
  private static void isUsedOnlyBy(String name, String... others) {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(name))
        .and()
        .resideOutsideOfPackages(packages(others))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(named(name))
        .check(CLASSES);
  }

  @Test
  void nobodyUsesTheRoot() {
    isUsedOnlyBy("");
  }

  @Test
  void whatARunCameToIsKnownWithoutAnyReport() {
    usesOnly("writing");
    usesOnly("results", "writing");
  }

  @Test
  void reportsKnowOnlyThoseThatTheyShow() {
    isUsedOnlyBy("tables", "");
    isUsedOnlyBy("trends", "allure");
    isUsedOnlyBy("summaries", "");
    isUsedOnlyBy("charts", "pictures");
    isUsedOnlyBy("pictures", "pages", "allure", "");
    isUsedOnlyBy("explorer", "pages", "allure", "");
    isUsedOnlyBy("pages", "allure", "");
    isUsedOnlyBy("allure", "");
  }

  @Test
  void thereAreNoCircles() {
    slices().matching("dev.plumbline.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void aPackageIsSmallEnoughToBeOneIdea() {
    Map<String, Long> types =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

    assertThat(types)
        .isNotEmpty()
        .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_TYPES));
  }

  @Test
  void onlyListenersArePublicToOutsiders() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .and(DescribedPredicate.describe("are top-level", JavaClass::isTopLevelClass))
        .and()
        .arePublic()
        .should()
        .implement(TestExecutionListener.class)
        .orShould()
        .implement(LauncherDiscoveryListener.class)
        .check(CLASSES);
  }

  @Test
  void whatIsPublicInsideIsUsedByAnotherPackage() {
    classes()
        .that()
        .resideOutsideOfPackage(ROOT)
        .and(DescribedPredicate.describe("are top-level", JavaClass::isTopLevelClass))
        .and()
        .arePublic()
        .should(beUsedByAnotherPackage())
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
    return new ArchCondition<>("be used by another package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean isUsed =
            type.getDirectDependenciesToSelf().stream()
                .anyMatch(
                    use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
        events.add(
            new SimpleConditionEvent(
                type, isUsed, type.getName() + " is public and used in its own package alone"));
      }
    };
  }

  @Test
  void parameterListsAreShortOutsideRecords() {
    codeUnits()
        .that()
        .areDeclaredInClassesThat(
            DescribedPredicate.describe(
                "are no records, enums or anonymous",
                type -> !type.isRecord() && !type.isEnum() && !type.isAnonymousClass()))
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should(haveFewParameters())
        .check(CLASSES);
  }

  private static ArchCondition<JavaCodeUnit> haveFewParameters() {
    return new ArchCondition<>("have at most " + MOST_PARAMETERS + " parameters") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        int count = unit.getRawParameterTypes().size();
        events.add(
            new SimpleConditionEvent(
                unit, count <= MOST_PARAMETERS, unit.getFullName() + " has " + count));
      }
    };
  }

  @Test
  void reportsNeverReachIntoTheEngine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.plumbline.engine..", "ai.onnxruntime..")
        .check(CLASSES);
  }

  @Test
  void chartsKnowNothingOfRunsAndFiles() {
    noClasses()
        .that()
        .resideInAPackage(named("charts"))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.plumbline..")
                .and(resideOutsideOfPackages(named("charts"), "dev.plumbline.api"))
                .or(resideInAPackage("java.nio.file..")))
        .check(CLASSES);
  }

  @Test
  void chartsAloneKnowWhatDraws() {
    isKnownOnlyTo("charts", "org.jfree..", "org.apache.batik..");
  }

  @Test
  void allureAloneKnowsAllure() {
    isKnownOnlyTo("allure", "io.qameta..");
  }

  @Test
  void pagesAreFilledInInOnePlace() {
    isKnownOnlyTo("writing", "freemarker..");
  }

  private static void isKnownOnlyTo(String name, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(named(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CLASSES);
    assertThat(
            CLASSES.that(resideInAPackage(named(name))).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(use -> use.getTargetClass()))
        .as("%s uses %s", name, Arrays.toString(libraries))
        .anyMatch(resideInAnyPackage(libraries));
  }

  @Test
  void ofThisProjectTheyUseTheApiAlone() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.plumbline..")
                .and(
                    not(
                        resideInAnyPackage(
                            Stream.of("reports..", "api", "api.files", "api.report")
                                .map("dev.plumbline."::concat)
                                .toArray(String[]::new)))))
        .check(CLASSES);
  }
}
