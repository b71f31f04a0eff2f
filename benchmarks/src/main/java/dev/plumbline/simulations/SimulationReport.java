package dev.plumbline.simulations;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The simulations' tables. */
final class SimulationReport {

  private SimulationReport() {}

  static String markdown(
      List<ErrorRates> errorRates,
      List<FalseAlarms> falseAlarms,
      List<Detection> paired,
      List<Detection> unpaired,
      List<EarlyEnds> early) {
    return """
        **Drawn**

        | what | scenes | runs | hits | share | at most (95 %%) |
        |---|---|---|---|---|---|
        %s

        **False alarms**

        | what | scenes | runs | red | a leaf failed | too few decided | at most (95 %%) | \
        undecided leaves | what it was |
        |---|---|---|---|---|---|---|---|---|
        %s

        **Found, on the same images**

        %s

        **Found, on other images**

        %s

        **Decided early**

        | check | scenes | from the limit | runs | wrong | at most (95 %%) | decided early | \
        images of a run | images taken | times fewer |
        |---|---|---|---|---|---|---|---|---|---|
        %s
        """
        .formatted(
            errorRates.stream()
                .sorted(Comparator.comparing(ErrorRates::what))
                .map(SimulationReport::row)
                .collect(Collectors.joining("\n")),
            falseAlarms.stream().map(SimulationReport::row).collect(Collectors.joining("\n")),
            detections(paired),
            detections(unpaired),
            early.stream().map(SimulationReport::row).collect(Collectors.joining("\n")));
  }

  private static String row(ErrorRates rates) {
    return String.format(
        Locale.ROOT,
        "| %s | %d, %s | %d | %d | %.1f %% | %.1f %% |",
        rates.what(),
        rates.scenes(),
        rates.isPaired() ? "paired" : "unpaired",
        rates.runs().tries(),
        rates.runs().hits(),
        100 * rates.runs().share(),
        100 * rates.runs().atMost());
  }

  private static String row(EarlyEnds ends) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %d | %s | %d | %d | %.1f %% | %.1f %% | %.0f | %.0f | %.1f |",
        ends.metric(),
        ends.scenes(),
        ends.distance() < 1e-3 ? "0" : Double.toString(ends.distance()),
        ends.wrong().tries(),
        ends.wrong().hits(),
        100 * ends.wrong().atMost(),
        100 * ends.decided().share(),
        ends.images(),
        ends.taken(),
        ends.images() / ends.taken());
  }

  private static String row(FalseAlarms alarms) {
    return String.format(
        Locale.ROOT,
        "| %s | %d, %s | %d | %d | %d | %d | %.1f %% | %.1f %% | %s |",
        alarms.what(),
        alarms.scenes(),
        alarms.isPaired() ? "paired" : "unpaired",
        alarms.red().tries(),
        alarms.red().hits(),
        alarms.failed().hits(),
        alarms.tooFewDecided().hits(),
        100 * alarms.red().atMost(),
        100 * alarms.undecided(),
        alarms.culprits().isEmpty()
            ? "–"
            : alarms.culprits().entrySet().stream()
                .map(culprit -> "`" + culprit.getKey() + "` " + culprit.getValue())
                .collect(Collectors.joining(", ")));
  }

  private static String detections(List<Detection> detections) {
    return """
        | planted in one layer | size | runs | red at this layer | at least (95 %%) | \
        red at another |
        |---|---|---|---|---|---|
        %s"""
        .formatted(
            detections.stream()
                .sorted(Comparator.comparing(Detection::kind).thenComparing(Detection::size))
                .map(SimulationReport::row)
                .collect(Collectors.joining("\n")));
  }

  private static String row(Detection detection) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %.1f %% | %.1f %% | %d |",
        what(detection.kind()),
        size(detection),
        detection.atLayer().tries(),
        100 * detection.atLayer().share(),
        100 * detection.atLayer().atLeast(),
        detection.elsewhere().hits());
  }

  private static String what(Plant.Kind kind) {
    return switch (kind) {
      case PATCH_ANYWHERE -> "patch in 5 % of images, anywhere";
      case PATCH_IN_PLACE -> "patch in 5 % of images, in one place";
      case CORNERS -> "corners more alike";
      case POSITION -> "position better decodable";
      case LESS_POSITION -> "position worse decodable (another change)";
    };
  }

  private static String size(Detection detection) {
    return switch (detection.kind()) {
      case PATCH_ANYWHERE, PATCH_IN_PLACE -> "× " + detection.size();
      case CORNERS, POSITION -> "+ " + detection.size();
      case LESS_POSITION -> "− " + detection.size();
    };
  }
}
