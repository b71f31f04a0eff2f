package dev.plumbline.containers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Containers start workers and do nothing else; the engine does not know of them. */
class ArchitectureTest {

  private static final String ROOT = "dev.plumbline.containers";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.plumbline");

  @Test
  void onlyHowWorkersAreStartedIsUsedOfTheEngine() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT,
            "java..",
            "com.github.dockerjava.api..",
            "org.testcontainers",
            "org.testcontainers.dockerclient",
            "dev.plumbline.api..",
            "dev.plumbline.engine.measure.process",
            "dev.plumbline.engine.plan",
            "dev.plumbline.engine.runtime")
        .check(CLASSES);
  }

  @Test
  void nothingElseKnowsOfContainers() {
    classes()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(
            ROOT, "com.github.dockerjava..", "org.testcontainers..", "com.sun.jna..")
        .check(CLASSES);
    assertThat(CLASSES.contain("dev.plumbline.engine.ModelAuditTestEngine")).isTrue();
  }

  /** What the engine's users have on their class path does not grow by what this module takes. */
  @Test
  void noOtherModuleDependsOnThisOne() throws IOException {
    for (String module : new String[] {"audit-api", "audit-engine", "audits", "reports", "cli"}) {
      String pom = Files.readString(Path.of("..", module, "pom.xml"));
      assertThat(pom.split("<profiles>", 2)[0]) // of which audits' lets users have it
          .as(module)
          .doesNotContain("testcontainers", "docker-java", "plumbline-containers");
    }
  }
}
