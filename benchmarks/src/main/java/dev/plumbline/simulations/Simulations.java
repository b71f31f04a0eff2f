package dev.plumbline.simulations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The simulations' main: simulates runs, prints how many were red and writes it. */
final class Simulations {

  /** More scenes than were recorded are no trouble, since they are drawn with replacement. */
  private static final List<Integer> FRESH_SCENES = List.of(8, 15, 30);

  private static final List<Integer> DRAWN_SCENES = List.of(8, 15, 30, 60);

  private static final int RECORDED_SCENES = 15;

  private static final List<Integer> EARLY_SCENES = List.of(15, 60, 200);

  /** The first is the limit itself, all but rounding. */
  private static final List<Double> DISTANCES = List.of(1e-6, 0.1, 0.2, 0.4);

  private final Map<String, RecordedCheckpoint> recorded;
  private final int replicates;
  private final int plantings;

  /**
   * Makes simulations.
   *
   * @param recorded the recorded checkpoints
   * @param replicates how many runs show how often there are false alarms
   * @param plantings how many runs show how often a planted anomaly is found
   */
  Simulations(Map<String, RecordedCheckpoint> recorded, int replicates, int plantings) {
    this.recorded = recorded;
    this.replicates = replicates;
    this.plantings = plantings;
  }

  /**
   * Runs the simulations as the properties {@code simulation.*} say.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException {
    Simulations simulations =
        new Simulations(
            Statistics.read(),
            number("simulation.replicates", 1000),
            number("simulation.plantings", 300));
    String page =
        SimulationReport.markdown(
            simulations.errorRates(),
            simulations.falseAlarms(),
            simulations.paired(),
            simulations.unpaired(),
            simulations.early());
    Path out = Path.of(property("simulation.out", "benchmarks/target/simulations"));
    Files.createDirectories(out);
    Files.writeString(out.resolve("simulations.md"), page);
    System.out.println(page);
    System.out.println("Written to " + out);
  }

  private static int number(String name, int otherwise) {
    return Integer.parseInt(property(name, Integer.toString(otherwise)));
  }

  /** Maven passes properties that are not set as empty ones. */
  private static String property(String name, String otherwise) {
    String text = System.getProperty(name, "");
    return text.isBlank() ? otherwise : text;
  }

  /** Draws runs whose truth is known. */
  List<ErrorRates> errorRates() {
    List<ErrorRates> all = new ArrayList<>();
    for (boolean isPaired : new boolean[] {true, false}) {
      for (int scenes : DRAWN_SCENES) {
        System.err.printf("drawn: %d scenes, %s%n", scenes, isPaired ? "paired" : "unpaired");
        all.add(ErrorRates.atTheLimit(scenes, isPaired, replicates));
        all.add(ErrorRates.oneBlockAtTheLimit(scenes, isPaired, replicates));
        all.add(ErrorRates.oneLayer(scenes, isPaired, replicates));
        all.add(ErrorRates.oneBlock(scenes, isPaired, replicates));
        all.add(ErrorRates.sparse(scenes, isPaired, replicates));
        all.add(ErrorRates.sparseUnseen(scenes, isPaired, replicates));
      }
    }
    return all;
  }

  /** Simulates runs in which nothing is worse. */
  List<FalseAlarms> falseAlarms() {
    List<FalseAlarms> all = new ArrayList<>();
    for (int scenes : FRESH_SCENES) {
      all.add(
          falseAlarms(
              "same checkpoint, other scenes and seed",
              "reference",
              "reference-other-seed",
              scenes,
              false));
    }
    all.add(falseAlarms("exported again", "torchscript", "dynamo", RECORDED_SCENES, true));
    all.add(falseAlarms("float16 graph", "torchscript", "float16", RECORDED_SCENES, true));
    all.add(
        falseAlarms("weights rounded to float16", "reference", "halved", RECORDED_SCENES, true));
    all.add(
        falseAlarms("weights jittered by 1e-4", "reference", "jittered", RECORDED_SCENES, true));
    return all;
  }

  private FalseAlarms falseAlarms(
      String what, String baseline, String candidate, int scenes, boolean isPaired) {
    System.err.printf("false alarms: %s, %d scenes%n", what, scenes);
    return FalseAlarms.of(
        what, recorded.get(baseline), recorded.get(candidate), scenes, isPaired, replicates);
  }

  /** Plants anomalies in what a jittered copy gives, held against the original's baseline. */
  List<Detection> paired() {
    List<Detection> all = new ArrayList<>();
    for (double times : new double[] {1.2, 1.35, 1.5, 2}) {
      all.add(paired(Plant.Kind.PATCH_ANYWHERE, times));
      all.add(paired(Plant.Kind.PATCH_IN_PLACE, times));
    }
    for (double more : new double[] {0.02, 0.05, 0.1, 0.2}) {
      all.add(paired(Plant.Kind.CORNERS, more));
      all.add(paired(Plant.Kind.POSITION, more));
    }
    all.add(paired(Plant.Kind.LESS_POSITION, 0.1));
    return all;
  }

  private Detection paired(Plant.Kind kind, double size) {
    return detection(kind, size, "jittered", true);
  }

  /** Plants anomalies in other scenes with another seed. */
  List<Detection> unpaired() {
    List<Detection> all = new ArrayList<>();
    for (double times : new double[] {2, 3}) {
      all.add(unpaired(Plant.Kind.PATCH_ANYWHERE, times));
    }
    for (double more : new double[] {0.2, 0.4, 0.6, 0.8}) {
      all.add(unpaired(Plant.Kind.CORNERS, more));
    }
    for (double more : new double[] {0.2, 0.4}) {
      all.add(unpaired(Plant.Kind.POSITION, more));
    }
    return all;
  }

  private Detection unpaired(Plant.Kind kind, double size) {
    return detection(kind, size, "reference-other-seed", false);
  }

  private Detection detection(Plant.Kind kind, double size, String candidate, boolean isPaired) {
    System.err.printf("%s %s, %s%n", kind, size, isPaired ? "paired" : "unpaired");
    return Detection.of(
        kind, size, recorded.get("reference"), recorded.get(candidate), isPaired, plantings);
  }

  /** Lets checks be decided as soon as they can, in clear cases and at the limit. */
  List<EarlyEnds> early() {
    List<EarlyEnds> all = new ArrayList<>();
    for (String metric : List.of(RecordedCheckpoint.ACCURACY, RecordedCheckpoint.CORNERS)) {
      for (int scenes : EARLY_SCENES) {
        for (double distance : DISTANCES) {
          System.err.printf("early: %s, %d scenes, %s from the limit%n", metric, scenes, distance);
          all.add(EarlyEnds.of(recorded.get("reference"), metric, scenes, distance, replicates));
        }
      }
    }
    return all;
  }
}
