package dev.plumbline.fetch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {

  private static final String ROOT = "dev.plumbline.fetch";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesAreFreeOfCircles() {
    slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(CLASSES);
  }

  @Test
  void theEngineIsUnknown() {
    classes()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "..",
            "java..",
            "com.fasterxml.jackson..",
            "org.apache.commons.compress..",
            "software.amazon.awssdk..",
            "dev.plumbline.api.spi")
        .check(CLASSES);
  }

  /** So that all else works where the SDK is not there. */
  @Test
  void oneRoomAloneKnowsAmazonsSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".s3")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".hub", ROOT + ".place", ROOT + ".cache", ROOT + ".transfer")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".s3")
        .check(CLASSES);
  }
}
