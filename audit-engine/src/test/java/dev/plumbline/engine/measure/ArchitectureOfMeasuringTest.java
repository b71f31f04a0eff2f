package dev.plumbline.engine.measure;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the rooms of measuring lie to each other. */
class ArchitectureOfMeasuringTest {

  private static final String MEASURE = "dev.plumbline.engine.measure";

  /** From what arranges the work down to what it stands on: none may know one before it. */
  private static final List<String> DOWNWARDS =
      List.of(
          "pass", "kept", "network", "probe..", "heads", "session", "memory", "source", "results");

  /** What turns figures of images into measurements. */
  private static final String[] MEASUREMENTS = {
    MEASURE + ".norms",
    MEASURE + ".similarity",
    MEASURE + ".finite",
    MEASURE + ".probe",
    MEASURE + ".fidelity"
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.plumbline.engine");

  private static String room(String name) {
    return MEASURE + "." + name;
  }

  @Test
  void nothingKnowsWhatArrangesTheWork() {
    noClasses()
        .that()
        .resideInAPackage(MEASURE + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(MEASURE)
        .check(CLASSES);
  }

  @Test
  void roomsKnowOnlyThoseBelowThem() {
    for (int below = 1; below < DOWNWARDS.size(); below++) {
      String[] above =
          DOWNWARDS.subList(0, below).stream()
              .map(ArchitectureOfMeasuringTest::room)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(room(DOWNWARDS.get(below)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above)
          .because("what stands on a room must not be known to it")
          .check(CLASSES);
    }
  }

  /** What is written of users' own measurements is written of the engine's in the same way. */
  @Test
  void statesAreWrittenWithoutKnowingWhatTheyAreOf() {
    noClasses()
        .that()
        .resideInAPackage(room("partial"))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.plumbline.engine..").and(not(resideInAPackage(room("partial")))))
        .check(CLASSES);
  }

  /** A measurement needs figures, and none needs another measurement. */
  @Test
  void measurementsKnowNothingOfHowFiguresCome() {
    for (String measurement : MEASUREMENTS) {
      noClasses()
          .that()
          .resideInAPackage(measurement)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.plumbline.engine..")
                  .and(
                      not(
                          resideInAnyPackage(
                              measurement, room("sums"), "dev.plumbline.engine.plan"))))
          .check(CLASSES);
    }
  }

  /** What follows from a figure is known to its head; all others ask for figures at most. */
  @Test
  void onlyHeadsAndThoseWhoAskNameFigures() {
    noClasses()
        .that(
            not(resideInAnyPackage(room("heads"), room("kept")))
                .and(not(assignableTo(MeasurementProvider.class))))
        .should(nameAFigure())
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> nameAFigure() {
    return new ArchCondition<>("name a figure") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getFieldAccessesFromSelf().stream()
            .filter(access -> access.getTargetOwner().isEquivalentTo(Figure.class))
            .forEach(
                access ->
                    events.add(SimpleConditionEvent.satisfied(type, access.getDescription())));
      }
    };
  }

  /** What converts half precision is no session. */
  @Test
  void onlyWhatRunsModelsKnowsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            room("session"),
            room("probe.softmax"),
            "dev.plumbline.engine.input.encoders",
            "dev.plumbline.engine.runtime")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime")
        .check(CLASSES);
  }
}
