package dev.plumbline.reports;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Reports know what the API and the launcher tell them, and nothing of the engine. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.plumbline.reports");

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
        .resideInAPackage("dev.plumbline.reports.charts")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.plumbline..")
                .and(resideOutsideOfPackages("dev.plumbline.reports.charts", "dev.plumbline.api"))
                .or(resideInAPackage("java.nio.file..")))
        .check(CLASSES);
  }

  @Test
  void chartsAloneKnowWhatDraws() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.plumbline.reports.charts")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jfree..", "org.apache.batik..")
        .check(CLASSES);
  }

  @Test
  void ofThisProjectTheyUseTheApiAlone() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.plumbline..")
                .and(
                    resideOutsideOfPackages(
                        "dev.plumbline.reports..",
                        "dev.plumbline.api",
                        "dev.plumbline.api.files",
                        "dev.plumbline.api.report")))
        .check(CLASSES);
  }
}
