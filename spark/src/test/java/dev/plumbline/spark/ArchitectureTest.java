package dev.plumbline.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.plumbline.engine.measure.ClusterWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The module knows Spark, and of the engine what a cluster is; nobody else knows Spark. */
class ArchitectureTest {

  private static final String ROOT = "dev.plumbline.spark";
  private static final String[] SPARK = {"org.apache.spark..", "scala.."};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.plumbline");

  @Test
  void nobodyElseKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(CLASSES);
  }

  @Test
  void ofTheEngineItKnowsWhatAClusterIs() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    ROOT,
                    "", // arrays of numbers
                    "java..",
                    "org.apache.spark..",
                    "scala..",
                    "dev.plumbline.api",
                    "dev.plumbline.engine.measure.cluster",
                    "dev.plumbline.engine.plan")
                .or(equivalentTo(ClusterWorker.class)))
        .check(CLASSES);
  }

  /** What the engine's users have on their class path does not grow by what this module takes. */
  @Test
  void noOtherModuleDependsOnThisOne() throws IOException {
    for (String module :
        new String[] {"audit-api", "audit-engine", "audits", "reports", "containers", "cli"}) {
      String pom = Files.readString(Path.of("..", module, "pom.xml"));
      assertThat(pom.split("<profiles>", 2)[0]) // of which audits' lets users have it
          .as(module)
          .contains("<dependencies>")
          .doesNotContain("spark", "hadoop", "scala");
    }
  }
}
