package dev.plumbline.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The command line starts what is there, and does nothing that the engine or reports do. */
class ArchitectureTest {

  private static final String ROOT = "dev.plumbline.cli";
  private static final int MOST_TYPES = 30;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(CLASSES);
  }

  @Test
  void packagesAreSmall() {
    assertThat(
            CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting())))
        .hasSizeGreaterThan(4)
        .allSatisfy((name, types) -> assertThat(types).isLessThanOrEqualTo(MOST_TYPES));
  }

  /** The engine is run by the launcher alone; what is used of it beside that is listed here. */
  @Test
  void onlyAFewRoomsOfTheEngineAreUsed() {
    classes()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "..",
            "java..",
            "javax..",
            "com.sun.management..",
            "picocli..",
            "org.junit.platform..",
            "com.fasterxml.jackson..",
            "dev.plumbline.api..",
            "dev.plumbline.engine",
            "dev.plumbline.engine.checkpoint..",
            "dev.plumbline.engine.console",
            "dev.plumbline.engine.input.files",
            "dev.plumbline.engine.measure.memory",
            "dev.plumbline.engine.measure.session",
            "dev.plumbline.engine.plan",
            "dev.plumbline.engine.runtime")
        .check(CLASSES);
  }

  @Test
  void onlyCommandsAndTheTerminalKnowPicocliBesideTheOptions() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".run", ROOT + ".doctor")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheDoctorLooksAtTheMachine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".doctor")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.plumbline.engine.measure..")
        .check(CLASSES);
  }
}
